#ifndef GATEWISE_REPORTS_TEXT_MARKDOWN_HPP
#define GATEWISE_REPORTS_TEXT_MARKDOWN_HPP

#include <string>

#include "base/json_fwd.hpp"

namespace gatewise {

/// report.json as Markdown: for a pull request or a wiki.
std::string render_markdown(const OrderedJson& report);

}  // namespace gatewise

#endif
