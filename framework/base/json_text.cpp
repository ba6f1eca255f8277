#include "base/json_text.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/json.hpp"
#include "base/utf8.hpp"

namespace gatewise {
namespace {

/// U+EF80 to U+EFFF in UTF-8: EE BE 80 to EE BF BF.
bool stands_for_byte(std::string_view point) {
  return point.size() == 3 && point[0] == '\xEE' && (point[1] == '\xBE' || point[1] == '\xBF');
}

void append_encoded(char byte, std::string& text) {
  const auto b = static_cast<unsigned char>(byte);
  text += '\xEE';
  text += static_cast<char>(0xBC | (b >> 6));
  text += static_cast<char>(0x80 | (b & 0x3F));
}

char byte_of(std::string_view point) {
  return static_cast<char>(((static_cast<unsigned char>(point[1]) & 0x03) << 6) |
                           (static_cast<unsigned char>(point[2]) & 0x3F));
}

/// Calls f with each string and key, and says whether it is true of one.
template <class AnyJson, class Function>
bool any_string(const AnyJson& json, Function f) {
  if (json.is_string()) return f(json.template get_ref<const std::string&>());
  if (!json.is_structured()) return false;
  for (auto item = json.begin(); item != json.end(); ++item) {
    if ((json.is_object() && f(item.key())) || any_string(item.value(), f)) return true;
  }
  return false;
}

/// The value with f() of each string and key in its place.
template <class AnyJson, class Function>
AnyJson with_strings(const AnyJson& json, Function f) {
  if (json.is_string()) return f(json.template get_ref<const std::string&>());
  if (!json.is_structured()) return json;
  AnyJson changed = json.is_object() ? AnyJson::object() : AnyJson::array();
  for (auto item = json.begin(); item != json.end(); ++item) {
    if (json.is_object()) {
      changed[f(item.key())] = with_strings(item.value(), f);
    } else {
      changed.push_back(with_strings(item.value(), f));
    }
  }
  return changed;
}

bool holds_stand_in(std::string_view text) {
  return text.find("\xEE\xBE") != std::string_view::npos || text.find("\xEE\xBF") != std::string_view::npos;
}

bool needs_encoding(const std::string& bytes) { return !is_utf8(bytes) || holds_stand_in(bytes); }

template <class AnyJson>
std::string text_of_any(const AnyJson& json, int indent) {
  return any_string(json, needs_encoding) ? with_strings(json, encoded_bytes).dump(indent) : json.dump(indent);
}

Json decoded(Json json, std::string_view text) {
  if (holds_stand_in(text)) return with_strings(json, decoded_bytes);
  return json;
}

/// Whether arrays and objects stand in one another more than most_json_depth times. What follows would recurse once
/// for each, and the stack ends long before a file does.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > most_json_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::string encoded_bytes(std::string_view bytes) {
  std::string text;
  for (const std::string_view point : code_points(bytes)) {
    if (is_utf8(point) && !stands_for_byte(point)) {
      text += point;
    } else {
      for (const char byte : point) append_encoded(byte, text);
    }
  }
  return text;
}

std::string decoded_bytes(std::string_view text) {
  std::string bytes;
  for (const std::string_view point : code_points(text)) {
    if (stands_for_byte(point)) {
      bytes += byte_of(point);
    } else {
      bytes += point;
    }
  }
  return bytes;
}

std::string json_text(const Json& json, int indent) { return text_of_any(json, indent); }

std::string json_text(const OrderedJson& json, int indent) { return text_of_any(json, indent); }

Json parse_json(std::string_view text) {
  if (is_too_deep(text)) {
    throw std::runtime_error(
        fmt::format("its JSON is nested deeper than {} levels, which no file of Gatewise is", most_json_depth));
  }
  try {
    return decoded(Json::parse(text), text);
  } catch (const Json::parse_error& error) {
    throw std::runtime_error(fmt::format("it is no JSON from byte {} on: it was cut off or changed", error.byte));
  } catch (const Json::out_of_range&) {
    throw std::runtime_error("it holds a number that no double can hold");
  }
}

Json try_parse_json(std::string_view text) {
  if (is_too_deep(text)) return Json(Json::value_t::discarded);
  return decoded(Json::parse(text, nullptr, false), text);
}

}  // namespace gatewise
