#ifndef GATEWISE_REPORTS_TEXT_COMPARE_REPORT_HPP
#define GATEWISE_REPORTS_TEXT_COMPARE_REPORT_HPP

#include <string>

#include "base/json_fwd.hpp"
#include "select/evidence.hpp"

namespace gatewise {

/// "gatewise.compare/1": what two stored runs say of the candidates that both have. Quality (on one dataset), memory,
/// allocations and parameters compare; latency and throughput, measured minutes or machines apart, stand there for
/// information and are never judged.
OrderedJson compare_json(const Evidence& a, const Evidence& b);

/// From compare_json's document.
std::string render_comparison(const OrderedJson& comparison);
std::string render_comparison_markdown(const OrderedJson& comparison);

}  // namespace gatewise

#endif
