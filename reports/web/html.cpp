#include "reports/web/html.hpp"

#include "base/json.hpp"
#include "reports/web/page.hpp"

namespace gatewise {
namespace {

/// JSON that may stand inside a script element. '<' occurs only inside JSON's strings, where \u003c means the same.
std::string json_for_html(const OrderedJson& report) {
  std::string safe;
  for (const char c : report.dump(-1, ' ', false, OrderedJson::error_handler_t::replace)) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string fill_page(std::string_view page, const OrderedJson& report) {
  std::string filled(page);
  return filled.replace(filled.find(page_placeholder), page_placeholder.size(), json_for_html(report));
}

std::optional<std::string> render_html(const OrderedJson& report) {
  const std::string_view page = page_template();
  if (page.empty()) return std::nullopt;
  return fill_page(page, report);
}

}  // namespace gatewise
