#include "host/message.hpp"

#include <fmt/format.h>
#include <gatewise/abi.h>

#include "host/failure.hpp"

namespace gatewise {

void check(const char* stage, std::int32_t code, Message& message) {
  if (code == GW_OK) return;
  const std::string said = message.str();
  const std::string text = said.empty() ? fmt::format("code {} without a message", code) : said;
  if (code == GW_UNSUPPORTED) throw UnsupportedCell(stage, code, text);
  throw PluginFailure(stage, code, text);
}

}  // namespace gatewise
