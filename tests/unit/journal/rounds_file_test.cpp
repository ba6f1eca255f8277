#include "journal/rounds_file.hpp"

#include <gmock/gmock.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::run_rounds_file_test {
namespace {

Json block(int n) { return {{"n", n}}; }

TEST(RoundsFile, GoesOnWithTheRoundsThatWereWhole) {
  const tests::TemporaryFolder folder;
  RoundsFile first(folder / "cost.jsonl", "h");
  first.begin();
  first.keep({{"a", block(1)}, {"b", block(2)}});
  first.keep({{"a", block(3)}});  // b has failed meanwhile
  append_and_sync(folder / "cost.jsonl", "{\"blocks\":{\"a\":");
  RoundsFile second(folder / "cost.jsonl", "h");
  EXPECT_EQ(second.session(), first.session());
  EXPECT_EQ(second.rounds(), 2);
  EXPECT_EQ(second.blocks(), (std::map<std::string, Json>{{"a", {block(1), block(3)}}})) << "b has not all rounds";
  second.go_on();
  second.keep({{"a", block(5)}});
  RoundsFile third(folder / "cost.jsonl", "h");
  EXPECT_EQ(third.rounds(), 3);
  EXPECT_EQ(third.sittings(), 2);
  EXPECT_EQ(third.blocks().at("a"), Json({block(1), block(3), block(5)}));
}

TEST(RoundsFile, OfAnotherHostOrRubbishIsNotUsed) {
  const tests::TemporaryFolder folder;
  RoundsFile(folder / "cost.jsonl", "h").begin();
  EXPECT_EQ(RoundsFile(folder / "cost.jsonl", "other").sittings(), 0);
  write_file_atomically(folder / "cost.jsonl", "rubbish\n[]\n");
  EXPECT_EQ(RoundsFile(folder / "cost.jsonl", "h").rounds(), 0);
  EXPECT_EQ(RoundsFile(folder / "none", "h").rounds(), 0);
}

}  // namespace
}  // namespace gatewise::run_rounds_file_test
