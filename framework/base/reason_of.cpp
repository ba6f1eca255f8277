#include "base/reason_of.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>
#include <system_error>
#include <typeinfo>

#include "base/json.hpp"

namespace gatewise {
namespace {

std::string type_name(const std::exception& error) {
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, nullptr), &std::free);
  return name ? name.get() : typeid(error).name();
}

/// Libraries throw types of their own, or one that says more than std::runtime_error.
bool is_own(const std::exception& error) {
  return typeid(error) == typeid(std::runtime_error) || type_name(error).starts_with("gatewise::");
}

bool is_of_numbers(const std::exception& error) {
  return dynamic_cast<const std::domain_error*>(&error) != nullptr ||
         dynamic_cast<const std::overflow_error*>(&error) != nullptr ||
         dynamic_cast<const std::underflow_error*>(&error) != nullptr;
}

}  // namespace

std::string reason_of(const std::exception& error) {
  if (is_own(error)) return error.what();
  if (const auto* json = dynamic_cast<const Json::parse_error*>(&error))
    return fmt::format("it is no JSON from byte {} on: it was cut off or changed", json->byte);
  if (dynamic_cast<const Json::exception*>(&error) != nullptr)
    return "a key that must be there is missing or of another type: the file was changed, or is of another version";
  if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return fmt::format("{}: {}; correct the path, or what it leads to", file->path1().string(), file->code().message());
  if (const auto* system = dynamic_cast<const std::system_error*>(&error)) return system->code().message();
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return "there is not enough memory; make the model, the batch or the dataset smaller";
  if (is_of_numbers(error)) return "a statistic has no value for these numbers; more seeds or a larger split may help";
  return fmt::format("this is a fault of Gatewise ({}); please report it with the command and the suite",
                     type_name(error));
}

}  // namespace gatewise
