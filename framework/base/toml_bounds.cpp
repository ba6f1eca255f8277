#include "base/toml_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace gatewise {
namespace {

/// Goes through a text and counts how deep its brackets and dotted keys are; strings and comments are passed over.
class DepthScan {
 public:
  DepthScan(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void run() {
    while (at_ < text_.size()) step();
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '"' || c == '\'') {
      skip_string(c);
    } else {
      count(c);
      ++at_;
    }
  }

  void count(char c) {
    if (c == '\n') ++line_;
    if (c == '.') check(++dots_ + 1, "a key of {} parts; the most are {}");
    if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos) dots_ = 0;
    if (c == '[' || c == '{') check(++depth_, "brackets {} deep; the most are {}");
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool long_form = text_.substr(at_).starts_with(three);
    at_ += long_form ? 3 : 1;
    while (at_ < text_.size() && !ends_string(quote, long_form)) {
      if (text_[at_] == '\n') ++line_;
      at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
    }
  }

  /// Steps behind the string's end where it ends here. A line break ends a short one: that is no TOML.
  bool ends_string(char quote, bool long_form) {
    if (!long_form && text_[at_] == '\n') return true;
    const std::string end(long_form ? 3 : 1, quote);
    if (!text_.substr(at_).starts_with(end)) return false;
    at_ += end.size();
    for (int more = 0; long_form && more < 2 && at_ < text_.size() && text_[at_] == quote; ++more) ++at_;
    return true;
  }

  void check(std::size_t deep, fmt::format_string<std::size_t&, const std::size_t&> problem) const {
    if (deep <= most_toml_depth) return;
    throw InputError(fmt::format("{}:{}: {}", name_, line_, fmt::format(problem, deep, most_toml_depth)));
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, line_ = 1, depth_ = 0, dots_ = 0;
};

}  // namespace

void check_toml_bounds(std::string_view text, const std::string& name) {
  if (text.size() > most_toml_bytes) {
    throw InputError(fmt::format("{}: has {} bytes of TOML; the most are {}: shorten its lists", name, text.size(),
                                 most_toml_bytes));
  }
  DepthScan(text, name).run();
}

}  // namespace gatewise
