#ifndef GATEWISE_HOST_MESSAGE_HPP
#define GATEWISE_HOST_MESSAGE_HPP

#include <array>
#include <cstdint>
#include <string>

namespace gatewise {

/// Where a plugin writes its sentence.
struct Message {
  std::array<char, 1024> text;
  /// The rest stays as it is: clearing it costs every step of every cell some 25 ns.
  Message() { text.front() = '\0'; }
  std::string str() {
    text.back() = '\0';
    return text.data();
  }
};

/// Throws what a code other than GW_OK stands for: UnsupportedCell or PluginFailure with the plugin's sentence.
void check(const char* stage, std::int32_t code, Message& message);

}  // namespace gatewise

#endif
