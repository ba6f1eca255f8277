#ifndef GATEWISE_DATA_READERS_NAME_TABLE_HPP
#define GATEWISE_DATA_READERS_NAME_TABLE_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatewise {

/// Names numbered from 0 in the order in which they first appear.
class NameTable {
 public:
  /// The number of a name; a new one where it was not seen before.
  std::int32_t number_of(std::string_view name) {
    const auto [entry, fresh] = numbers_.try_emplace(std::string(name), static_cast<std::int32_t>(names_.size()));
    if (fresh) names_.emplace_back(name);
    return entry->second;
  }

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::unordered_map<std::string, std::int32_t> numbers_;
  std::vector<std::string> names_;
};

}  // namespace gatewise

#endif
