#ifndef GATEWISE_REPORTS_WRITE_REPORTS_HPP
#define GATEWISE_REPORTS_WRITE_REPORTS_HPP

#include <string>
#include <vector>

#include "base/json_fwd.hpp"
#include "journal/run_directory.hpp"

namespace gatewise {

/// Ranks what the run's journal holds, on each host class under every budget of its suite. Measures nothing, writes
/// nothing. Throws InputError where the run can't be read.
OrderedJson rank_run(const RunDirectory& directory);

/// The finalists of this run on one host class that have no fresh measurement yet.
std::vector<std::string> unconfirmed_finalists(const RunDirectory& directory, const std::string& host);

/// Writes report.json, report.md and, where this program has a page, report.html into the run. Throws InputError where
/// it can't be written; what was there stays.
void write_reports(const RunDirectory& directory, const OrderedJson& report);

}  // namespace gatewise

#endif
