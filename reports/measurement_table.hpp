#ifndef GATEWISE_REPORTS_MEASUREMENT_TABLE_HPP
#define GATEWISE_REPORTS_MEASUREMENT_TABLE_HPP

#include <string>
#include <vector>

#include "base/json.hpp"
#include "reports/text_table.hpp"

namespace gatewise {

/// Everything that was measured in one scenario, in the suite's order of candidates.
struct MeasurementTable {
  std::string scenario;  ///< "streaming", "offline"
  std::string title;     ///< with its terms: "realtime, a step every 1.00 ms"
  TextTable table;
};

/// One for each scenario on each host, and for each batching strategy, from report.json.
std::vector<MeasurementTable> measurement_tables(const OrderedJson& report);

}  // namespace gatewise

#endif
