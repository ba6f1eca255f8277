// The naive forecast of the M4 competition's weekly series: sMAPE and MASE as the competition published them
// (Makridakis et al. 2020), the others pooled over all 359 · 13 values by a script of a few lines on the same files.
#include <gmock/gmock.h>

#include <algorithm>

#include "data/dataset.hpp"
#include "quality/floors.hpp"
#include "quality/metrics.hpp"
#include "support/datasets.hpp"

namespace gatewise::m4_naive_test {
namespace {

TEST(M4Weekly, TheLastValueScoresAsPublished) {
  GATEWISE_SKIP_WITHOUT_MIRROR();
  const DatasetDescription description = tests::bundled_description("m4-weekly");
  const Dataset dataset =
      load_dataset(description, paths_of(locate_files(description, {"", tests::data_mirror(), false, {}}, nullptr)));
  ASSERT_EQ(dataset.test.size(), 359U);
  const std::vector<Floor> floors = floors_of(dataset);
  const auto naive =
      std::find_if(floors.begin(), floors.end(), [](const Floor& floor) { return floor.name == "last value"; });
  ASSERT_NE(naive, floors.end());
  const auto value = [&](const char* metric) { return find_metric(metric).value(naive->test); };
  EXPECT_NEAR(value("smape"), 9.161, 0.0005);
  EXPECT_NEAR(value("mase"), 2.777, 0.0005);
  EXPECT_NEAR(value("wape"), 0.0634, 0.00005);
  EXPECT_NEAR(value("mae"), 347.99, 0.005);
  EXPECT_NEAR(value("rmse"), 673.44, 0.005);
}

}  // namespace
}  // namespace gatewise::m4_naive_test
