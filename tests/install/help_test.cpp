// The manual page and the completions say what `--help` says: of every verb, each verb below it, option and value.
#include <regex>
#include <set>

#include "install/installed.hpp"

namespace gatewise::tests::help_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// What `--help` prints of the program or a verb.
struct Help {
  Words path;  ///< "gatewise", "plugins", "check"
  Words verbs;
  Words options;
  std::map<std::string, Words> choices;  ///< of options whose values are listed
};

/// "-h,--help", "--effort TEXT:{quick,standard}": names and, where they are listed, values.
void read_option(const std::string& line, Help& help) {
  std::smatch values;
  const bool listed = std::regex_search(line, values, std::regex(R"(:\{([^}]*)\})"));
  const std::string names = line.substr(0, line.find(' ', 2));
  static const std::regex name("--?[a-z][a-z-]*");
  for (std::sregex_iterator at(names.begin(), names.end(), name), end; at != end; ++at) {
    help.options.push_back(at->str());
    if (listed) help.choices[at->str()] = lines_of(std::regex_replace(values[1].str(), std::regex(","), "\n"));
  }
}

Help read_help(const Words& path, const std::string& text) {
  Help help{path, {}, {}, {}};
  std::string part;
  for (const std::string& line : lines_of(text)) {
    if (!line.empty() && line[0] != ' ') part = line;
    if (line.rfind("  -", 0) == 0 && part == "Options:") read_option(line, help);
    if (line.rfind("  ", 0) == 0 && line[2] != ' ' && part == "Subcommands:")
      help.verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return help;
}

class HelpFiles : public Installed {
 protected:
  static void SetUpTestSuite() {
    Installed::SetUpTestSuite();
    if (all_.empty()) ask({"gatewise"});
  }

  /// Each part of the program's help, the program's own first.
  static void ask(const Words& path) {
    Words words(path.begin() + 1, path.end());
    words.insert(words.begin(), program());
    words.push_back("--help");
    const Help help = read_help(path, tests::run({words, "/"}).out);
    all_.push_back(help);
    for (const std::string& verb : help.verbs) {
      Words below = path;
      below.push_back(verb);
      ask(below);
    }
  }

  static std::filesystem::path share() { return *prefix_ / "share"; }
  static std::filesystem::path bash() { return share() / "bash-completion/completions/gatewise"; }
  static std::filesystem::path zsh() { return share() / "zsh/site-functions/_gatewise"; }
  static std::string page() {
    return tests::run({{"gzip", "-dc", (share() / "man/man1/gatewise.1.gz").string()}, "/"}).out;
  }

  /// What bash offers for the last word.
  static Words offers(const Words& words, const std::filesystem::path& folder = "/") {
    std::string line = "source '" + bash().string() + "'; COMP_WORDS=(";
    for (const std::string& word : words) line += "'" + word + "' ";
    line += "); COMP_CWORD=" + std::to_string(words.size() - 1) + "; _gatewise; printf '%s\\n' \"${COMPREPLY[@]}\"";
    const Outcome outcome = tests::run({{"bash", "-c", line}, folder});
    EXPECT_EQ(outcome.err, "");
    Words all = lines_of(outcome.out);
    std::erase(all, "");
    return all;
  }
  static Words offers_behind(Words words, const std::string& current) {
    words.push_back(current);
    return offers(words);
  }

  static inline std::vector<Help> all_;
};

TEST_F(HelpFiles, EveryPartOfTheHelpIsLookedAt) {
  Words paths;
  for (const Help& help : all_) paths.push_back(joined(help.path));
  EXPECT_THAT(paths, IsSupersetOf({"gatewise", "gatewise run", "gatewise plugins check", "gatewise data describe"}));
  EXPECT_GE(all_.size(), 20U);
}

TEST_F(HelpFiles, ManualPageHasEveryVerbAndOption) {
  const std::string text = std::regex_replace(page(), std::regex(R"(\\-)"), "-");
  for (const Help& help : all_) {
    const bool whole = help.path.size() == 1;
    const std::size_t begin = text.find(whole ? ".SH OPTIONS\n" : ".SS " + joined(help.path) + "\n");
    ASSERT_NE(begin, std::string::npos) << joined(help.path);
    const std::string section = text.substr(begin, text.find(whole ? "\n.SH " : "\n.S", begin + 1) - begin);
    for (const std::string& option : help.options) {
      const bool told_before = !whole && (option == "-h" || option == "--help");
      if (told_before) continue;
      EXPECT_THAT(section, HasSubstr("\\fB" + option + "\\fR")) << joined(help.path);
    }
  }
}

TEST_F(HelpFiles, ManualPageIsCleanRoff) {
  if (!has("groff")) GTEST_SKIP() << "groff is not installed: package groff-base";
  const TemporaryFolder work;
  write(work / "gatewise.1", page());
  const Outcome outcome = tests::run({{"groff", "-man", "-ww", "-z", "gatewise.1"}, work.path()});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
}

TEST_F(HelpFiles, BashOffersEveryVerbAndOption) {
  const Words of_all{"-v", "--verbose"};
  for (const Help& help : all_) {
    if (!help.verbs.empty()) {
      EXPECT_THAT(offers_behind(help.path, ""), UnorderedElementsAreArray(help.verbs));
    }
    std::set<std::string> expected(help.options.begin(), help.options.end());
    if (help.path.back() != "bench") expected.insert(of_all.begin(), of_all.end());
    EXPECT_THAT(offers_behind(help.path, "-"), UnorderedElementsAreArray(expected)) << joined(help.path);
  }
}

TEST_F(HelpFiles, BashOffersEveryListedValue) {
  int count = 0;
  for (const Help& help : all_) {
    for (const auto& [option, values] : help.choices) {
      Words words = help.path;
      words.push_back(option);
      EXPECT_THAT(offers_behind(words, ""), UnorderedElementsAreArray(values)) << joined(words);
      ++count;
    }
  }
  EXPECT_GE(count, 6);
}

TEST_F(HelpFiles, BashTakesValuesBehindAnEqualsSign) {
  EXPECT_THAT(offers({"gatewise", "run", "--effort", "="}), UnorderedElementsAre("quick", "standard", "publish"));
  EXPECT_THAT(offers({"gatewise", "run", "--effort", "=", "q"}), ElementsAre("quick"));
}

TEST_F(HelpFiles, BashOffersFilesOfWhichADirectoryIsOne) {
  const TemporaryFolder work;
  write(work / "mine.toml", "");
  write(work / "two words.toml", "");
  std::filesystem::create_directory(work / "runs");
  EXPECT_THAT(offers({"gatewise", "run", ""}, work.path()),
              UnorderedElementsAre("mine.toml", "runs", "two words.toml"));
  EXPECT_THAT(offers({"gatewise", "run", "--out", ""}, work.path()), ElementsAre("runs"));
  EXPECT_THAT(offers({"gatewise", "-v", "plan", "mi"}, work.path()), ElementsAre("mine.toml"));
}

TEST_F(HelpFiles, ZshCompletionHasEveryVerbAndOption) {
  const std::string text = bytes_of(zsh());
  for (const Help& help : all_) {
    const std::size_t begin = text.find("\n_" + std::regex_replace(joined(help.path), std::regex(" "), "_") + "() {\n");
    ASSERT_NE(begin, std::string::npos) << joined(help.path);
    const std::string function = text.substr(begin, text.find("\n}\n", begin) - begin);
    for (const std::string& verb : help.verbs) EXPECT_THAT(function, HasSubstr("'" + verb + ":"));
    for (const std::string& option : help.options)
      EXPECT_TRUE(std::regex_search(function, std::regex("'(\\*|\\([^)]*\\))" + option + "=?\\["))) << option;
  }
}

TEST_F(HelpFiles, ZshCanParseItsCompletion) {
  if (!has("zsh")) GTEST_SKIP() << "zsh is not installed";
  const Outcome outcome = tests::run({{"zsh", "-n", zsh().string()}, "/"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
}

}  // namespace
}  // namespace gatewise::tests::help_test
