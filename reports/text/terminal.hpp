#ifndef GATEWISE_REPORTS_TEXT_TERMINAL_HPP
#define GATEWISE_REPORTS_TEXT_TERMINAL_HPP

#include <string>

#include "base/json_fwd.hpp"

namespace gatewise {

/// report.json for a terminal of 80 columns: each budget's ranked table, the winner's sentence and why each loser lost.
std::string render_terminal(const OrderedJson& report);

}  // namespace gatewise

#endif
