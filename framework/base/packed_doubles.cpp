#include "base/packed_doubles.hpp"

#include <openssl/evp.h>

#include <bit>
#include <cstdint>
#include <stdexcept>

namespace gatewise {

std::string pack_doubles(const std::vector<double>& values) {
  std::vector<unsigned char> bytes;
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<unsigned char>(bits >> shift));
  }
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL adds a zero byte
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::vector<double> unpack_doubles(const std::string& text) {
  constexpr std::size_t most = std::size_t{1} << 30;  // OpenSSL counts in int
  if (text.size() > most) throw std::runtime_error("is longer than any list of doubles in a record");
  std::vector<unsigned char> bytes(3 * text.size() / 4 + 3);
  const int decoded =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const std::size_t padding = text.size() - (text.find_last_not_of('=') + 1);
  // OpenSSL passes over blanks around it: then fewer bytes come out than so many digits hold.
  if (decoded < 0 || padding > 2 || static_cast<std::size_t>(decoded) != text.size() / 4 * 3 ||
      (static_cast<std::size_t>(decoded) - padding) % 8 != 0)
    throw std::runtime_error("is no base64 of doubles");
  std::vector<double> values;
  for (std::size_t i = 0; i + 8 <= static_cast<std::size_t>(decoded) - padding; i += 8) {
    std::uint64_t bits = 0;
    for (std::size_t b = 0; b < 8; ++b) bits |= static_cast<std::uint64_t>(bytes[i + b]) << (8 * b);
    values.push_back(std::bit_cast<double>(bits));
  }
  return values;
}

}  // namespace gatewise
