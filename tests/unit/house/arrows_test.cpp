// The arrows of the house: which folder may include which. A new folder or a new arrow is a decision, made here.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace gatewise::arrows_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Folders = std::set<std::string>;

/// What each folder may include besides itself.
const std::map<std::string, Folders>& arrows() {
  static const std::map<std::string, Folders> allowed = [] {
    std::map<std::string, Folders> all{
        {"abi", {}},
        {"base", {}},
        {"cells", {"base"}},
        {"data", {"base"}},
        {"quality", {"base", "data"}},
        {"host", {"base", "cells", "data"}},
        {"training/terms", {"base", "data"}},
        {"training", {"base", "cells", "data", "quality", "training/terms"}},
        {"measure", {"base", "cells", "data", "quality", "host"}},
        {"conformance", {"base", "cells", "host", "measure"}},
        {"sdk", {}},
    };
    const auto above = [&all](const std::string& folder, const Folders& below) {
      Folders reached = below;
      for (const std::string& name : below) reached.insert(all.at(name).begin(), all.at(name).end());
      all[folder] = reached;
    };
    above("suite", {"measure", "training/terms"});
    above("journal", {"suite"});
    above("select", {"journal"});
    above("run", {"select", "training"});
    above("reports", {"select"});
    above("cli", {"reports", "run", "conformance"});
    return all;
  }();
  return allowed;
}

const Folders& may_include_abi() {
  static const Folders folders{"abi", "host", "sdk", "conformance"};
  return folders;
}

/// The room that a path below framework/ lies in: a folder's part that has arrows of its own, or the folder.
std::string room_of(const std::filesystem::path& path) {
  auto part = path.begin();
  std::string folder = part->string();
  if (++part != path.end() && arrows().count(folder + "/" + part->string()) == 1) return folder + "/" + part->string();
  return folder;
}

/// A source file's room in the house: one of framework/, reports, or plugins.
std::string folder_of(const std::filesystem::path& relative) {
  const std::string name = relative.generic_string();
  return room_of(name.rfind("framework/", 0) == 0 ? name.substr(std::string("framework/").size()) : name);
}

/// The names between quotes or brackets of every #include line.
std::vector<std::string> includes_of(std::istream& source) {
  std::vector<std::string> names;
  for (std::string line; std::getline(source, line);) {
    std::istringstream words(line);
    char hash = 0;
    std::string directive;
    if (!(words >> hash >> directive) || hash != '#' || directive.rfind("include", 0) != 0) continue;
    const std::size_t begin = line.find_first_of("<\"");
    const std::size_t end = line.find_last_of(">\"");
    if (begin != std::string::npos && end > begin) names.push_back(line.substr(begin + 1, end - begin - 1));
  }
  return names;
}

std::string plugin_fault(const std::filesystem::path& file, const std::string& name) {
  if (name == "gatewise/sdk.hpp" || name.rfind("gatewise/sdk/", 0) == 0 || name == "gatewise/abi.h") return "";
  if (name.rfind("gatewise/", 0) == 0) return "plugins see only the SDK and the ABI";
  if (std::filesystem::exists(file.parent_path() / name)) {
    return name.find("..") == std::string::npos ? "" : "plugins see only their own files";
  }
  return arrows().count(name.substr(0, name.find('/'))) == 0 ? "" : "plugins see only the SDK and the ABI";
}

/// Why `file` (at `relative` below the source folder) may not include `name`; empty where it may.
std::string fault(const std::filesystem::path& file, const std::filesystem::path& relative, const std::string& name) {
  const std::string folder = folder_of(relative);
  if (name.rfind("boost/dll", 0) == 0) {
    return relative == "framework/host/entry.cpp" ? "" : "only framework/host/entry.cpp knows Boost.DLL";
  }
  if (folder == "plugins") return plugin_fault(file, name);
  if (name == "gatewise/abi.h") return may_include_abi().count(folder) == 1 ? "" : folder + " may not know the ABI";
  if (name == "gatewise/sdk.hpp" && folder == "sdk") return "";
  if (name.rfind("gatewise/sdk", 0) == 0) return "only plugins are written against the SDK";
  const auto known = arrows().find(folder);
  if (known == arrows().end()) return "folder '" + folder + "' has no arrows: add it to this test";
  const std::string target = room_of(name);
  if (target == name || arrows().count(target) == 0 || target == folder) return "";
  return known->second.count(target) == 1 ? "" : folder + " may not include " + target;
}

std::vector<std::string> faults_of(const std::filesystem::path& root) {
  const std::set<std::string> endings{".h", ".hpp", ".c", ".cpp"};
  std::vector<std::string> faults;
  for (const char* top : {"framework", "reports", "plugins"}) {
    if (!std::filesystem::exists(root / top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      if (endings.count(entry.path().extension().string()) == 0) continue;
      const std::filesystem::path relative = std::filesystem::relative(entry.path(), root);
      std::ifstream source(entry.path());
      for (const std::string& name : includes_of(source)) {
        const std::string why = fault(entry.path(), relative, name);
        if (!why.empty()) faults.push_back(relative.string() + " includes " + name + ": " + why);
      }
    }
  }
  return faults;
}

std::string fault_of(const std::string& relative, const std::string& name) {
  return fault(std::filesystem::path("/nowhere") / relative, relative, name);
}

TEST(Arrows, PointOneWay) { EXPECT_THAT(faults_of(GATEWISE_SOURCE_DIR), IsEmpty()); }

TEST(Arrows, EveryFolderOfTheFrameworkIsKnown) {
  for (const auto& entry : std::filesystem::directory_iterator(GATEWISE_SOURCE_DIR "/framework")) {
    if (!entry.is_directory()) continue;
    EXPECT_EQ(arrows().count(entry.path().filename().string()), 1U) << entry.path();
  }
}

TEST(Arrows, BoostDllStandsInExactlyOneFile) {
  std::ifstream source(GATEWISE_SOURCE_DIR "/framework/host/entry.cpp");
  EXPECT_THAT(includes_of(source), Contains(HasSubstr("boost/dll")));
  EXPECT_NE(fault_of("framework/host/plugin.cpp", "boost/dll/shared_library.hpp"), "");
  EXPECT_EQ(fault_of("framework/host/entry.cpp", "boost/dll/shared_library.hpp"), "");
}

TEST(ArrowChecker, ReadsQuotedAndBracketedIncludesAndNoComment) {
  std::istringstream source(
      "#include \"base/error.hpp\"\n  # include <fmt/format.h>  // why\n// #include \"run/job.hpp\"\n");
  EXPECT_THAT(includes_of(source), ElementsAre("base/error.hpp", "fmt/format.h"));
}

TEST(ArrowChecker, SeesAnArrowThatPointsUp) {
  EXPECT_EQ(fault_of("framework/base/files.cpp", "data/dataset.hpp"), "base may not include data");
  EXPECT_EQ(fault_of("framework/measure/parity/parity.cpp", "suite/suite.hpp"), "measure may not include suite");
  EXPECT_EQ(fault_of("framework/select/fit.cpp", "run/plan/plan.hpp"), "select may not include run");
  EXPECT_EQ(fault_of("reports/text/rows.cpp", "cli/verbs.hpp"), "reports may not include cli");
  EXPECT_EQ(fault_of("reports/text/rows.cpp", "run/plan/plan.hpp"), "reports may not include run");
}

TEST(ArrowChecker, SeesAnArrowBetweenNeighbours) {
  EXPECT_NE(fault_of("framework/cells/family.cpp", "data/dataset.hpp"), "");
  EXPECT_NE(fault_of("framework/data/load.cpp", "quality/metrics.hpp"), "");
  EXPECT_NE(fault_of("framework/quality/floors.cpp", "cells/oracle.hpp"), "");
  EXPECT_NE(fault_of("framework/training/trainer.cpp", "host/plugin.hpp"), "");
  EXPECT_EQ(fault_of("framework/quality/floors.cpp", "data/dataset.hpp"), "");
}

TEST(ArrowChecker, KnowsARoomWithinAFolder) {
  EXPECT_EQ(fault_of("framework/suite/suite.hpp", "training/terms/recipe.hpp"), "");
  EXPECT_EQ(fault_of("framework/suite/suite.hpp", "training/trainer.hpp"), "suite may not include training");
  EXPECT_EQ(fault_of("framework/training/terms/epoch.hpp", "training/trainer.hpp"),
            "training/terms may not include training");
}

TEST(ArrowChecker, SeesWhoMayNotKnowTheAbi) {
  EXPECT_EQ(fault_of("framework/host/plugin.hpp", "gatewise/abi.h"), "");
  EXPECT_NE(fault_of("framework/measure/parity/parity.cpp", "gatewise/abi.h"), "");
  EXPECT_NE(fault_of("framework/run/process/job.cpp", "gatewise/sdk.hpp"), "");
}

TEST(ArrowChecker, SeesAPluginThatReachesIntoTheFramework) {
  EXPECT_EQ(fault_of("plugins/mine/plugin.cpp", "gatewise/sdk.hpp"), "");
  EXPECT_EQ(fault_of("plugins/mine/plugin.cpp", "dnnl.hpp"), "");
  EXPECT_NE(fault_of("plugins/mine/plugin.cpp", "base/random.hpp"), "");
  EXPECT_NE(fault_of("plugins/mine/plugin.cpp", "boost/dll/alias.hpp"), "");
  EXPECT_NE(fault_of("plugins/mine/plugin.cpp", "gatewise/host.hpp"), "");
}

TEST(ArrowChecker, FindsAViolationInATreeOfFiles) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path& root = folder.path();
  std::filesystem::create_directories(root / "framework" / "base");
  std::ofstream(root / "framework" / "base" / "up.hpp") << "#include \"run/suite.hpp\"\n#include \"base/error.hpp\"\n";
  EXPECT_THAT(faults_of(root), ElementsAre("framework/base/up.hpp includes run/suite.hpp: base may not include run"));
}

}  // namespace
}  // namespace gatewise::arrows_test
