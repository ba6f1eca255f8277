#ifndef GATEWISE_REPORTS_TEXT_MEASUREMENT_TABLE_HPP
#define GATEWISE_REPORTS_TEXT_MEASUREMENT_TABLE_HPP

#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {

/// Everything that was measured in one scenario, in the suite's order of candidates.
struct MeasurementTable {
  std::string scenario;  ///< "streaming", "offline"
  std::string title;     ///< with its terms: "server, a stream steps every 1.00 ms, ..."
  TextTable table;
  /// Who passed and yet has no figure in it: the reason, and how many candidates it concerns. They have no row.
  std::map<std::string, int> without_figure;
};

/// One for each scenario on each host, and for each batching strategy, from report.json.
std::vector<MeasurementTable> measurement_tables(const OrderedJson& report);

/// Where the time of a streaming step goes, a candidate a row; the heading alone where nothing tells.
TextTable step_parts_table(const OrderedJson& report);
inline constexpr const char* step_parts_title =
    "A step's time, means: step = embedding + cells + head + rest of the host + residual";

/// "64 candidates have no figure here: ...", a sentence for each reason.
std::vector<std::string> without_figure_notes(const MeasurementTable& table);

}  // namespace gatewise

#endif
