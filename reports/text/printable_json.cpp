#include "reports/text/printable_json.hpp"

#include "base/json.hpp"
#include "base/printable.hpp"

namespace gatewise {
namespace {

using Escape = std::string (*)(std::string_view);

OrderedJson with_escaped_texts(const OrderedJson& value, Escape escape) {
  if (value.is_string()) return escape(value.get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  OrderedJson changed = value.is_object() ? OrderedJson::object() : OrderedJson::array();
  for (const auto& [key, element] : value.items()) {
    OrderedJson escaped = with_escaped_texts(element, escape);
    if (value.is_object()) {
      changed[escape(key)] = std::move(escaped);
    } else {
      changed.push_back(std::move(escaped));
    }
  }
  return changed;
}

}  // namespace

OrderedJson for_terminal(const OrderedJson& document) { return with_escaped_texts(document, printable_line); }

OrderedJson for_markdown(const OrderedJson& document) { return with_escaped_texts(document, printable_markdown); }

}  // namespace gatewise
