#ifndef GATEWISE_REPORTS_WRITE_REPORTS_HPP
#define GATEWISE_REPORTS_WRITE_REPORTS_HPP

#include "base/json.hpp"
#include "run/run_directory.hpp"

namespace gatewise {

/// Ranks what the run's journal holds under every budget of its suite, writes report.json, report.md and, where this
/// program has a page, report.html into the run, and returns the report. Measures nothing. Throws InputError where the
/// run can't be read or written.
OrderedJson write_reports(const RunDirectory& directory);

}  // namespace gatewise

#endif
