// A file that is no usable plugin is refused with its name, the reason and the remedy, and costs nothing else.
#include <elf.h>

#include <functional>
#include <ostream>

#include "base/json.hpp"
#include "support/gatewise.hpp"

namespace gatewise::tests::plugin_examination_test {
namespace {

using ::testing::HasSubstr;

/// A file that must be refused: how it is made in a folder, and a part of the reason.
struct BadFile {
  std::string name;
  std::string reason;
  std::function<std::filesystem::path(const std::filesystem::path& folder)> make;
};

void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.name; }

std::string reference_bytes() { return bytes_of(std::filesystem::path(GATEWISE_PLUGINS) / "reference.so"); }

BadFile built(const std::string& id, const std::string& reason) {
  return {id, reason, [id](const std::filesystem::path&) { return test_plugin(id); }};
}

BadFile written(const std::string& name, const std::string& reason, const std::function<std::string()>& bytes) {
  return {name, reason, [=](const std::filesystem::path& folder) { return write(folder / (name + ".so"), bytes()); }};
}

/// reference.so with its ELF header changed.
BadFile patched(const std::string& name, const std::string& reason, const std::function<void(Elf64_Ehdr&)>& change) {
  return written(name, reason, [change] {
    std::string bytes = reference_bytes();
    Elf64_Ehdr header{};
    std::memcpy(&header, bytes.data(), sizeof(header));
    change(header);
    std::memcpy(bytes.data(), &header, sizeof(header));
    return bytes;
  });
}

/// A quarter of reference.so whose header no longer says where the rest would be.
std::string cut_without_sections() {
  std::string bytes = reference_bytes();
  const std::size_t kept = bytes.size() / 4;
  Elf64_Ehdr header{};
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.e_shoff = 0;
  header.e_shnum = 0;
  header.e_shstrndx = 0;
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes.substr(0, kept);
}

std::vector<BadFile> bad_files() {
  return {
      built("crash_on_load", sanitized ? "while it is loaded" : "crashes while it is loaded"),
      built("hang_on_load", "does not return from being loaded"),
      built("exits_on_load", "ends the process while it is loaded"),
      built("throws_on_load", "no licence found"),
      built("wrong_major", "speaks ABI major version 9, this host speaks 0"),
      built("no_symbol", "has no symbol 'gatewise_plugin_v0'"),
      built("null_entry", "its entry returned NULL"),
      built("empty_cells", "offers no cells"),
      built("duplicate_cells", "lists cell rnn_tanh/f32/test twice"),
      built("garbage_plugin_size", "struct_size"),
      built("garbage_cell_size", "struct_size"),
      built("missing_function", "has no function 'reset'"),
      built("bad_id", "its id 'Bad.Id' is none"),
      built("bad_family", "is to be orthogonal and its blocks are not square"),
      built("unresolved", "gatewise_test_symbol_that_nobody_defines"),
      built("needs_gone", "it needs libgatewise_gone.so, which is not there"),
      built("garbage_cell_count", "its cell 1 is NULL; cell_count is larger than the table"),
      {"missing", "no such plugin file", [](const auto& folder) { return folder / "missing.so"; }},
      {"folder", "is no regular file",
       [](const auto& folder) {
         std::filesystem::create_directory(folder / "folder.so");
         return folder / "folder.so";
       }},
      written("empty", "is empty", [] { return std::string(); }),
      written("text", "no ELF header",
              [] { return std::string("this is text, and long enough for a header\n") + std::string(64, '.'); }),
      written("cut_at_3", "no ELF header", [] { return reference_bytes().substr(0, 3); }),
      written("cut_at_16", "is cut short", [] { return reference_bytes().substr(0, 16); }),
      written("cut_after_header", "is cut short", [] { return reference_bytes().substr(0, sizeof(Elf64_Ehdr)); }),
      written("cut_in_half", "is cut short", [] { return reference_bytes().substr(0, reference_bytes().size() / 2); }),
      written("cut_by_one", "is cut short", [] { return reference_bytes().substr(0, reference_bytes().size() - 1); }),
      written("cut_without_sections", "", cut_without_sections),
      patched("other_class", "is a 32-bit library", [](Elf64_Ehdr& header) { header.e_ident[EI_CLASS] = ELFCLASS32; }),
      patched("other_machine", "was built for",
              [](Elf64_Ehdr& header) { header.e_machine = header.e_machine == EM_AARCH64 ? EM_X86_64 : EM_AARCH64; }),
      patched("other_byte_order", "", [](Elf64_Ehdr& header) { header.e_ident[EI_DATA] = ELFDATA2MSB; }),
      patched("executable", "is no shared library", [](Elf64_Ehdr& header) { header.e_type = ET_EXEC; }),
      written("position_independent_executable", "has no symbol 'gatewise_plugin_v0'",
              [] { return bytes_of(GATEWISE_PROGRAM); }),
  };
}

class BadPlugin : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadPlugin, IsRefusedWithItsNameTheReasonAndTheRemedy) {
  const TemporaryFolder folder;
  const std::filesystem::path file = GetParam().make(folder.path());
  const Outcome outcome = run(gatewise(folder.path(), {"plugins", "list", "--plugin", file.string()}));
  expect_input_error(outcome, {file.string() + ": ", GetParam().reason});
  EXPECT_THAT(outcome.err, HasSubstr("; ")) << "the remedy follows the reason";
  EXPECT_TRUE(processes_in(folder.path()).empty());
}

INSTANTIATE_TEST_SUITE_P(Files, BadPlugin, ::testing::ValuesIn(bad_files()),
                         [](const auto& file) { return file.param.name; });

TEST(PluginSearch, ListsBadFilesAsRejectedAndGoesOn) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "searched");
  std::size_t count = 0;
  for (const BadFile& bad : bad_files()) {
    if (bad.name == "missing") continue;
    const std::filesystem::path file = bad.make(folder / "searched");
    if (file.parent_path() != folder / "searched") std::filesystem::copy(file, folder / "searched");
    ++count;
  }
  std::filesystem::create_symlink("nowhere.so", folder / "searched/dangling.so");
  write(folder / "searched/notes.txt", "no plugin, and none by its name");
  std::filesystem::copy(test_plugin("stripped"), folder / "searched");

  Command command = gatewise(folder.path(), {"plugins", "list", "--json"});
  command.environment["GATEWISE_PLUGIN_PATH"] = (folder / "searched").string();
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  const Json listed = Json::parse(outcome.out);
  EXPECT_EQ(listed.at("rejected").size(), count + 1);
  for (const Json& rejected : listed.at("rejected")) {
    EXPECT_THAT(rejected.at("reason").get<std::string>(), HasSubstr(rejected.at("file").get<std::string>()));
  }
  for (const char* name : {"reference", "null", "stripped"}) {
    EXPECT_TRUE(entry_of(listed.at("plugins"), "name", name).is_object()) << name;
  }
}

TEST(PluginSearch, NamesRejectedFilesInThePlainListToo) {
  const TemporaryFolder folder;
  Command command = gatewise(folder.path(), {"plugins", "list"});
  command.environment["GATEWISE_PLUGIN_PATH"] = (test_plugins / "crash_on_load").string();
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("not usable: " + test_plugin("crash_on_load").string() + ": "));
  EXPECT_THAT(outcome.out, HasSubstr("reference.f32: "));
}

TEST(PluginSearch, NeverLooksIntoTheCurrentDirectory) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "plugins");
  std::filesystem::copy(test_plugin("stripped"), folder.path());
  std::filesystem::copy(test_plugin("stripped"), folder / "plugins");
  Command command = gatewise(folder.path(), {"plugins", "list", "--json"});
  command.environment["GATEWISE_PLUGIN_PATH"] = ":";
  const Json listed = Json::parse(run(command).out);
  EXPECT_TRUE(entry_of(listed.at("plugins"), "name", "stripped").is_null());
}

class GoodPlugin : public ::testing::TestWithParam<const char*> {};

TEST_P(GoodPlugin, LoadsAndIsListed) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(gatewise(folder.path(), {"plugins", "list", "--json", "--plugin", test_plugin(GetParam()).string()}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json plugin = entry_of(Json::parse(outcome.out).at("plugins"), "name", GetParam());
  ASSERT_TRUE(plugin.is_object());
  EXPECT_EQ(plugin.at("cells").at(0).at("family"), "rnn_tanh");
}

TEST(OlderAbi, PluginBuiltAgainstItSaysSoAndLoads) {
  const Workplace work;
  const Outcome outcome =
      work.run({"plugins", "list", "--json", "--plugin", test_plugin("built_against_0_1").string()});
  const Json plugins = Json::parse(outcome.out).at("plugins");
  EXPECT_EQ(entry_of(plugins, "name", "built_against_0_1").at("abi_minor"), 1);
  EXPECT_EQ(entry_of(plugins, "name", "reference").at("abi_minor"), 2);
}

INSTANTIATE_TEST_SUITE_P(Files, GoodPlugin,
                         ::testing::Values("stripped", "pure_c", "newer_minor", "no_lengths", "prints"));

TEST(PluginIds, FoundTwiceIsAnErrorThatNamesBothFiles) {
  const TemporaryFolder folder;
  Command command = gatewise(folder.path(), {"plugins", "list"});
  command.environment["GATEWISE_PLUGIN_PATH"] = (test_plugins / "same_id").string();
  const std::string found = (std::filesystem::path(GATEWISE_PLUGINS) / "reference.so").string();
  expect_input_error(run(command), {"'reference'", test_plugin("same_id").string(), found, "--plugin"});
}

TEST(PluginIds, NamedPluginReplacesTheFoundOne) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(gatewise(folder.path(), {"plugins", "list", "--json", "--plugin", test_plugin("same_id").string()}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json plugin = entry_of(Json::parse(outcome.out).at("plugins"), "name", "reference");
  EXPECT_EQ(plugin.at("file"), test_plugin("same_id").string());
}

TEST(PluginAliases, LetTwoBuildsOfOnePluginStandSideBySide) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run(gatewise(folder.path(), {"plugins", "list", "--json", "--plugin", "base=" + test_plugin("same_id").string(),
                                   "--plugin", "head=" + test_plugin("stripped").string()}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json plugins = Json::parse(outcome.out).at("plugins");
  EXPECT_EQ(entry_of(plugins, "name", "base").at("file"), test_plugin("same_id").string());
  EXPECT_EQ(entry_of(plugins, "name", "head").at("file"), test_plugin("stripped").string());
  EXPECT_TRUE(entry_of(plugins, "name", "reference").is_object());
}

TEST(PluginAliases, MayNotNameTwoFiles) {
  const TemporaryFolder folder;
  expect_input_error(run(gatewise(folder.path(), {"plugins", "list", "--plugin", "a=" + test_plugin("same_id").string(),
                                                  "--plugin", "a=" + test_plugin("stripped").string()})),
                     {test_plugin("stripped").string(), "'a' is named twice", "alias"});
}

/// A search path of the folders of test plugins.
std::string path_of(const std::vector<std::string>& ids) {
  std::string path;
  for (const std::string& id : ids) path += (path.empty() ? "" : ":") + test_plugin(id).parent_path().string();
  return path;
}

Outcome list_plugins(const Workplace& work, const std::string& path, std::vector<std::string> more) {
  std::vector<std::string> words{"plugins", "list"};
  words.insert(words.end(), more.begin(), more.end());
  Command command = work.command(words);
  command.environment = {{"GATEWISE_PLUGIN_PATH", path}};
  return run(command);
}

TEST(PluginSearch, TellsOnDemandWhatBecameOfEveryFile) {
  const Workplace work;
  write(work / "plugins/notes.txt", "no plugin");
  write(work / "plugins/broken.so", "");
  const std::string path =
      (work / "plugins").string() + ":" + (work / "nowhere").string() + ":" + path_of({"stripped"});
  const Outcome outcome = list_plugins(work, path, {"--why"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part :
       {"notes.txt: passed over: a plugin's name ends in .so", "broken.so: refused: ", "is empty",
        "nowhere: no such folder", "stripped.so: plugin 'stripped'", "reference.so: plugin 'reference'"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  const Json tried = Json::parse(list_plugins(work, path, {"--json"}).out).at("tried");
  EXPECT_EQ(entry_of(tried, "file", (work / "nowhere").string()).at("outcome"), "no such folder");
}

TEST(PluginCollisions, CostTheSecondOfTwoThatAreFound) {
  const Workplace work;
  const Json list = Json::parse(list_plugins(work, path_of({"collides_a", "collides_b"}), {"--json"}).out);
  EXPECT_TRUE(entry_of(list.at("plugins"), "name", "collides_a").is_object());
  EXPECT_TRUE(entry_of(list.at("plugins"), "name", "collides_b").is_null());
  const Json refused = entry_of(list.at("rejected"), "file", test_plugin("collides_b").string());
  ASSERT_TRUE(refused.is_object());
  for (const char* part : {"collides_a.so", "hidden visibility", "-fno-gnu-unique"})
    EXPECT_THAT(refused.at("reason").get<std::string>(), HasSubstr(part));
}

TEST(PluginCollisions, AreAnErrorAmongThoseThatAreNamed) {
  const Workplace work;
  const Outcome outcome =
      work.run_suite({"--plugin", test_plugin("collides_a").string(), "--plugin", test_plugin("collides_b").string()});
  expect_input_error(outcome, {"collides_b.so", "collides_a.so", "hidden visibility"});
  EXPECT_EQ(work.run_suite({"--plugin", test_plugin("collides_b").string()}).exit_code, 0) << "alone it is right";
}

TEST(PluginExamination, LeavesNoProcessBehindWhenTheHostIsKilled) {
  const TemporaryFolder folder;
  StartedProgram program(
      gatewise(folder.path(), {"plugins", "list", "--plugin", test_plugin("hang_on_load").string()}));
  ASSERT_TRUE(comes_true([&] { return processes_in(folder.path()).size() == 2; }))
      << "the host and its examining child";
  program.kill();
  EXPECT_TRUE(comes_true([&] { return processes_in(folder.path()).empty(); }, 5));
  program.wait();
}

}  // namespace
}  // namespace gatewise::tests::plugin_examination_test
