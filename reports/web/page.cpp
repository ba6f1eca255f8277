#include "reports/web/page.hpp"

#ifdef GATEWISE_PAGE_FILE

// The assembler copies the file: no generated source of half a megabyte, and no limit on a literal's length.
asm(".pushsection .rodata\n"
    ".global gatewise_page_begin\n"
    "gatewise_page_begin:\n"
    ".incbin \"" GATEWISE_PAGE_FILE
    "\"\n"
    ".global gatewise_page_end\n"
    "gatewise_page_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char gatewise_page_begin[];
extern const char gatewise_page_end[];
}

namespace gatewise {

std::string_view page_template() {
  return {gatewise_page_begin, static_cast<std::size_t>(gatewise_page_end - gatewise_page_begin)};
}

}  // namespace gatewise

#else

namespace gatewise {

std::string_view page_template() { return {}; }

}  // namespace gatewise

#endif
