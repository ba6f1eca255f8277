#ifndef GATEWISE_REPORTS_WEB_HTML_HPP
#define GATEWISE_REPORTS_WEB_HTML_HPP

#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.hpp"

namespace gatewise {

/// report.json as one HTML page that needs nothing else, no network included; empty where this program was built
/// without npm and so has no page.
std::optional<std::string> render_html(const OrderedJson& report);

/// The page with the report's JSON in its placeholder, which must be there. Ids and messages come from plugins: no text
/// of the report can end the element that it stands in, or start a comment.
std::string fill_page(std::string_view page, const OrderedJson& report);

}  // namespace gatewise

#endif
