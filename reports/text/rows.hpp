#ifndef GATEWISE_REPORTS_TEXT_ROWS_HPP
#define GATEWISE_REPORTS_TEXT_ROWS_HPP

#include <string>

#include "base/json_fwd.hpp"
#include "reports/text/text_table.hpp"

namespace gatewise {

/// The ranked table of one budget from report.json: rank, candidate, quality on test ± its half interval, p50 and p99 a
/// step, bytes, fit. Without quality where none
/// was measured. `wide` adds the floor, parameters, allocations and verdict, for pages without a width.
TextTable ranked_table(const OrderedJson& report, const OrderedJson& ranking, bool wide);

/// "quality.accuracy >= 0.9, latency.streaming.p99 <= 20.0 us".
std::string limits_text(const OrderedJson& ranking);

/// A value of a metric path with its unit.
std::string metric_text(const std::string& metric, double value);

/// The heading above candidates that have no place: a suite without a budget ranks none.
std::string unranked_title(const OrderedJson& report);

/// The report's primary metric: its name; empty where no quality was measured.
std::string primary_of(const OrderedJson& report);

/// " on h2" where the report knows several hosts; each ranks for itself.
std::string host_suffix(const OrderedJson& report, const OrderedJson& ranking);

}  // namespace gatewise

#endif
