// Rows of one sequence that lie apart in their file.
#include "data/dataset.hpp"
#include "support/written_dataset.hpp"

namespace gatewise::data_scattered_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::StartsWith;

class Scattered : public tests::WrittenDataset {
 protected:
  /// Six devices, whose rows take turns.
  void take_turns(int steps) {
    std::string csv = "time,device,x,state\n";
    for (int step = 0; step < steps; ++step) {
      for (int device = 0; device < 6; ++device)
        csv += std::to_string(step) + ",d" + std::to_string(device) + "," + std::to_string(step) + ",s" +
               std::to_string(device % 2) + "\n";
    }
    file("x.csv", csv);
  }
  static std::string repair(const std::string& scattered) { return "[repair]\nscattered = '" + scattered + "'\n"; }

  const std::string task_ = "task = 'sequence-classification'\nformat = 'csv'\n";
  const std::string columns_ = "[columns]\nfeatures = ['x']\ngroup = 'device'\ntime = 'time'\nlabel = 'state'\n";
};

TEST_F(Scattered, ASequenceThatComesBackIsRefusedWithBothLines) {
  take_turns(3);
  EXPECT_THAT(error(task_, columns_), StartsWith("x.csv:8: sequence 'd0' goes on, whose rows before ended at line 2"));
}

TEST_F(Scattered, RowsThatLieApartAreGathered) {
  take_turns(4);
  const Dataset dataset = load(task_, columns_ + repair("gather") + "time_back = 'refuse'\n");
  EXPECT_THAT(lengths_of(all_of(dataset)), ElementsAre(4, 4, 4, 4, 4, 4));
  EXPECT_THAT(met_in(dataset), Contains("6 sequences whose rows lie apart: gather"));
}

TEST_F(Scattered, EachComebackIsASequenceOfItsGroup) {
  take_turns(2);
  const Dataset dataset = load(task_, columns_ + repair("split"));
  EXPECT_EQ(all_of(dataset).size(), 12U);
  for (const Sequence& one : dataset.train) {
    for (const Sequence& other : dataset.test) EXPECT_NE(one.group, other.group);
  }
  EXPECT_THAT(met_in(dataset), Contains("6 sequences that go on behind others: split"));
}

TEST_F(Scattered, ColumnsOfAKeyAreNotJoined) {
  file("x.csv", "u,v,x,state\na,b/c,1,p\na/b,c,2,q\na,bc,3,p\nab,c,4,q\n");
  const Dataset dataset =
      load(task_, "[columns]\nfeatures = ['x']\nsequence = ['u', 'v']\nlabel = 'state'\n[split]\nby = 'sequence'\n");
  EXPECT_THAT(lengths_of(all_of(dataset)), ElementsAre(1, 1, 1, 1));
}

TEST_F(Scattered, GatheredSeriesAreForecastWhole) {
  std::string csv = "time,device,x\n";
  for (int step = 0; step < 40; ++step)
    for (const char* device : {"d0", "d1"})
      csv += std::to_string(step) + "," + device + "," + std::to_string(step) + "\n";
  file("x.csv", csv);
  const std::string columns =
      "[columns]\nfeatures = ['x']\ngroup = 'device'\ntime = 'time'\n"
      "[forecast]\ntarget = 'x'\ncontext = 4\n[split]\nby = 'time'\n";
  const Dataset dataset = load("task = 'forecasting'\nformat = 'csv'\n", columns + repair("gather"));
  for (const Sequence& window : dataset.test) EXPECT_EQ(window.targets[0], window.history.back() + 1);
}

}  // namespace
}  // namespace gatewise::data_scattered_test
