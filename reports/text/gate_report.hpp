#ifndef GATEWISE_REPORTS_TEXT_GATE_REPORT_HPP
#define GATEWISE_REPORTS_TEXT_GATE_REPORT_HPP

#include <string>

#include "base/json_fwd.hpp"
#include "select/gate.hpp"

namespace gatewise {

/// "gatewise.gate/1": every rule for every pair, with what came of it.
OrderedJson gate_json(const GateOutcome& outcome, const Evidence& evidence);

/// From gate_json's document: for a terminal, as Markdown, and as JUnit's XML, where a regression is a failure, what
/// was waived or not compared is skipped.
std::string render_gate(const OrderedJson& gate);
std::string render_gate_markdown(const OrderedJson& gate);
std::string render_gate_junit(const OrderedJson& gate);

}  // namespace gatewise

#endif
