// A library's sources are compiled several at a time (GATEWISE_UNITY), so that their unnamed namespaces are one: a name
// that two of them define would clash, or be taken for an overload without a word from the compiler.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace gatewise::unity_names_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What a line at the margin defines: a type, a function or a constant; "" for anything else. A member's name follows
/// "::", and the code is as clang-format leaves it.
std::string defined_name(const std::string& line) {
  static const std::regex type(R"(^(?:struct|class|enum class|enum|using) (\w+)(?: final)?(?: \{| :| =).*)");
  static const std::regex other(R"(^[\w\[](?:[^("={]*?[\s&*>])(\w+)(?:\(|\{| =|\[|;).*)");
  std::smatch match;
  if (std::regex_match(line, match, type)) return match[1];
  if (line.starts_with("using") || line.starts_with("template")) return "";
  return std::regex_match(line, match, other) ? match[1].str() : "";
}

/// What a source's unnamed namespaces define.
std::set<std::string> hidden_names(const std::filesystem::path& file) {
  std::set<std::string> names;
  std::ifstream source(file);
  bool inside = false;
  for (std::string line; std::getline(source, line);) {
    if (line == "namespace {") inside = true;
    if (line.starts_with("}  // namespace")) inside = false;
    if (inside && line != "namespace {") names.insert(defined_name(line));
  }
  names.erase("");
  return names;
}

/// Sources that are units of their own in every build.
bool is_alone(const std::filesystem::path& file) {
  const std::string name = file.filename();
  return name.starts_with("probe_") || name == "allocation_counter.cpp" || name == "thread_counter.cpp";
}

/// "name: first.cpp, second.cpp" for each name that two sources below a library's folder hide.
std::vector<std::string> clashes(const std::filesystem::path& library) {
  std::map<std::string, std::set<std::string>> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(library)) {
    if (entry.path().extension() != ".cpp" || is_alone(entry.path())) continue;
    for (const std::string& name : hidden_names(entry.path())) sources[name].insert(entry.path().filename());
  }
  std::vector<std::string> found;
  for (const auto& [name, files] : sources) {
    if (files.size() < 2) continue;
    std::string text = name + ":";
    for (const std::string& file : files) text += " " + file;
    found.push_back(text);
  }
  return found;
}

TEST(UnityNames, AreHiddenByOneSourceOfALibrary) {
  const std::filesystem::path root = GATEWISE_SOURCE_DIR;
  EXPECT_THAT(clashes(root / "reports"), IsEmpty());
  for (const auto& entry : std::filesystem::directory_iterator(root / "framework")) {
    if (entry.is_directory()) {
      EXPECT_THAT(clashes(entry.path()), IsEmpty()) << entry.path();
    }
  }
}

TEST(UnityNames, ClashBetweenFunctionsTypesAndConstants) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "a.cpp") << "namespace {\nconstexpr int width = 3;\nstruct Row {\n  int width;\n};\n"
                                     "std::string text(int value) { return \"\"; }\n}  // namespace\n";
  std::ofstream(folder / "b.cpp") << "namespace {\nconst double width{2};\nusing Row = int;\n"
                                     "const char* text(const Row& row,\n                 int more) {\n  return 0;\n}\n"
                                     "double Table::own(int x) { return x; }\n}  // namespace\n";
  std::ofstream(folder / "c.cpp") << "int text(float outside) { return 0; }\nnamespace {\n"
                                     "double Other::own(int x) { return x; }\n}  // namespace\n";
  EXPECT_THAT(clashes(folder.path()), ElementsAre("Row: a.cpp b.cpp", "text: a.cpp b.cpp", "width: a.cpp b.cpp"));
}

}  // namespace
}  // namespace gatewise::unity_names_test
