#ifndef GATEWISE_REPORTS_TEXT_PRINTABLE_JSON_HPP
#define GATEWISE_REPORTS_TEXT_PRINTABLE_JSON_HPP

#include "base/json_fwd.hpp"

namespace gatewise {

/// A document whose texts and keys may be shown as they are, on a terminal or in Markdown: what is rendered from it
/// needs no further care for names and messages of others.
OrderedJson for_terminal(const OrderedJson& document);
OrderedJson for_markdown(const OrderedJson& document);

}  // namespace gatewise

#endif
