#ifndef GATEWISE_REPORTS_WEB_PAGE_HPP
#define GATEWISE_REPORTS_WEB_PAGE_HPP

#include <string_view>

namespace gatewise {

/// reports/web/dist/page.html as it was bundled into this program: one HTML file with `page_placeholder` once, where a
/// report's JSON goes. Empty where the program was built without npm.
std::string_view page_template();

inline constexpr std::string_view page_placeholder = "@GATEWISE_REPORT@";

}  // namespace gatewise

#endif
