#ifndef GATEWISE_HOST_FAILURE_HPP
#define GATEWISE_HOST_FAILURE_HPP

#include <cstdint>
#include <stdexcept>
#include <string>

namespace gatewise {

/// A plugin answered with a code other than GW_OK. A contestant's failure is data: it becomes a row with stage and
/// message.
struct PluginFailure : std::runtime_error {
  PluginFailure(std::string at, std::int32_t number, const std::string& message)
      : std::runtime_error(message), stage(std::move(at)), code(number) {}
  std::string stage;  ///< "supports", "prepare", "needs", "reset", "run", "describe"
  std::int32_t code;
};

/// The plugin does not offer this spec; the message is its reason.
struct UnsupportedCell : PluginFailure {
  using PluginFailure::PluginFailure;
};

}  // namespace gatewise

#endif
