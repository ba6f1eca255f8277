#include "data/readers/npy_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/readers/line_reader.hpp"
#include "data/readers/unpacked_limit.hpp"

namespace gatewise {
namespace {

constexpr std::size_t npy_buffer_bytes = std::size_t{1} << 16;
constexpr std::size_t most_header = std::size_t{1} << 16;
constexpr std::size_t most_dimensions = 4;
constexpr std::size_t most_characters = std::size_t{1} << 28;  // of a text; its bytes stay far from overflow
constexpr std::string_view magic = "\x93NUMPY";

constexpr std::pair<std::string_view, NpyType> number_types[] = {
    {"f4", NpyType::f4}, {"f8", NpyType::f8}, {"i1", NpyType::i1}, {"i2", NpyType::i2},
    {"i4", NpyType::i4}, {"i8", NpyType::i8}, {"u1", NpyType::u1}, {"u2", NpyType::u2},
    {"u4", NpyType::u4}, {"u8", NpyType::u8}, {"b1", NpyType::b1}};

/// Takes a Python literal apart from left to right, blanks between its parts left out.
class Literal {
 public:
  explicit Literal(std::string_view text) : rest_(text) {}

  bool at_end() { return blanks_skipped().empty(); }
  bool sees(std::string_view mark) { return blanks_skipped().starts_with(mark); }
  bool take(std::string_view mark) {
    if (!sees(mark)) return false;
    rest_.remove_prefix(mark.size());
    return true;
  }

  /// 'x' or "x"; the names of keys and types need no escapes.
  std::optional<std::string> text() {
    const std::string quote(blanks_skipped().substr(0, 1));
    if (quote != "'" && quote != "\"") return std::nullopt;
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(taken(end + 1).substr(1, end - 1));
  }

  /// [...] as it stands: the fields of records.
  std::optional<std::string> list() {
    const std::size_t end = rest_.rfind(']');
    if (!sees("[") || end == std::string_view::npos) return std::nullopt;
    return std::string(taken(end + 1));
  }

  /// Python 2 wrote 3L. What no integer holds becomes the largest.
  std::optional<std::int64_t> extent() {
    std::int64_t value = 0;
    const std::string_view text = blanks_skipped();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || value < 0) return std::nullopt;
    if (error == std::errc::result_out_of_range) value = std::numeric_limits<std::int64_t>::max();
    rest_.remove_prefix(static_cast<std::size_t>(end - text.data()));
    take("L");
    return value;
  }

 private:
  std::string_view blanks_skipped() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    return rest_;
  }
  std::string_view taken(std::size_t count) {
    const std::string_view part = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return part;
  }

  std::string_view rest_;
};

bool parse_type(Literal& literal, NpyLayout& layout) {
  const std::optional<std::string> name = literal.sees("[") ? literal.list() : literal.text();
  layout.type_name = name.value_or("");
  return name.has_value();
}

bool parse_order(Literal& literal, NpyLayout& layout) {
  layout.fortran = literal.take("True");
  return layout.fortran || literal.take("False");
}

bool parse_shape(Literal& literal, NpyLayout& layout) {
  if (!literal.take("(")) return false;
  while (!literal.take(")")) {
    const std::optional<std::int64_t> extent = literal.extent();
    if (!extent || (!literal.take(",") && !literal.sees(")"))) return false;
    layout.shape.push_back(*extent);
  }
  return true;
}

bool parse_entry(const std::string& key, Literal& literal, NpyLayout& layout) {
  if (key == "descr") return parse_type(literal, layout);
  if (key == "fortran_order") return parse_order(literal, layout);
  return key == "shape" && parse_shape(literal, layout);
}

/// Nothing where the text is no dict of exactly the three keys.
std::optional<NpyLayout> parse_header(std::string_view text) {
  Literal literal(text);
  NpyLayout layout;
  std::set<std::string> keys;
  if (!literal.take("{")) return std::nullopt;
  while (!literal.take("}")) {
    const std::optional<std::string> key = literal.text();
    if (!key || !literal.take(":") || !keys.insert(*key).second) return std::nullopt;
    if (!parse_entry(*key, literal, layout)) return std::nullopt;
    if (!literal.take(",") && !literal.sees("}")) return std::nullopt;
  }
  return literal.at_end() && keys.size() == 3 ? std::optional(layout) : std::nullopt;
}

/// Characters of a text type "U5"; nothing where the type is none.
std::optional<std::size_t> characters_of(std::string_view type) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(type.data() + 1, type.data() + type.size(), count);
  const bool whole = error == std::errc() && end == type.data() + type.size();
  return whole && count > 0 && count <= most_characters ? std::optional(count) : std::nullopt;
}

/// By themselves or as a field of records.
bool holds_objects(std::string_view type) { return type.starts_with('O') || type.find("|O") != std::string_view::npos; }

/// False where the type is none that is read.
bool find_type(NpyLayout& layout) {
  std::string_view type = layout.type_name;
  constexpr bool little = std::endian::native == std::endian::little;
  layout.swapped = type.starts_with(little ? '>' : '<');
  if (!type.empty() && std::string_view("<>|=").find(type[0]) != std::string_view::npos) type.remove_prefix(1);
  if (type.starts_with('U')) {
    const std::optional<std::size_t> characters = characters_of(type);
    layout.type = NpyType::text;
    layout.element_bytes = 4 * characters.value_or(0);
    return characters.has_value();
  }
  const auto* found = std::find_if(std::begin(number_types), std::end(number_types),
                                   [&](const auto& entry) { return entry.first == type; });
  if (found == std::end(number_types)) return false;
  layout.type = found->second;
  layout.element_bytes = static_cast<std::size_t>(type[1] - '0');
  return true;
}

template <class T>
T loaded(const char* bytes, bool swapped) {
  std::array<char, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, sizeof(T));
  if (swapped) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

/// Calls `use` with the element in its own type.
template <class Use>
auto with_number(const NpyLayout& layout, const char* bytes, Use use) {
  const bool swapped = layout.swapped;
  switch (layout.type) {
    case NpyType::f4:
      return use(loaded<float>(bytes, swapped));
    case NpyType::f8:
      return use(loaded<double>(bytes, swapped));
    case NpyType::i1:
      return use(loaded<std::int8_t>(bytes, swapped));
    case NpyType::i2:
      return use(loaded<std::int16_t>(bytes, swapped));
    case NpyType::i4:
      return use(loaded<std::int32_t>(bytes, swapped));
    case NpyType::i8:
      return use(loaded<std::int64_t>(bytes, swapped));
    case NpyType::u1:
      return use(loaded<std::uint8_t>(bytes, swapped));
    case NpyType::u2:
      return use(loaded<std::uint16_t>(bytes, swapped));
    case NpyType::u4:
      return use(loaded<std::uint32_t>(bytes, swapped));
    case NpyType::u8:
      return use(loaded<std::uint64_t>(bytes, swapped));
    default:  // a boolean: text never comes here
      return use(static_cast<std::uint8_t>(*bytes != 0));
  }
}

template <class T>
bool is_integral(T value) {
  if constexpr (std::is_floating_point_v<T>) return std::isfinite(value) && std::trunc(value) == value;
  return true;
}

template <class T>
std::optional<std::int64_t> as_integer(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    constexpr auto beyond = static_cast<T>(0x1p63);
    if (!is_integral(value) || value < -beyond || value >= beyond) return std::nullopt;
  } else if (!std::in_range<std::int64_t>(value)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

template <class T>
std::optional<std::string> as_digits(T value) {
  if (!is_integral(value)) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) return fmt::format("{:.0f}", value + T{0});  // -0 becomes 0
  return fmt::format("{}", value);
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto byte = [&](std::uint32_t lead, std::uint32_t bits) { text += static_cast<char>(lead | bits); };
  if (code < 0x80) return byte(0, code);
  if (code < 0x800) {
    byte(0xC0, code >> 6);
  } else if (code < 0x10000) {
    byte(0xE0, code >> 12);
    byte(0x80, (code >> 6) & 0x3F);
  } else {
    byte(0xF0, code >> 18);
    byte(0x80, (code >> 12) & 0x3F);
    byte(0x80, (code >> 6) & 0x3F);
  }
  byte(0x80, code & 0x3F);
}

/// numpy pads with zeros at the end. Nothing where a character is no Unicode scalar value.
std::optional<std::string> as_utf8(const NpyLayout& layout, const char* bytes) {
  std::string text;
  std::size_t size = 0;  // of the text without its padding
  for (std::size_t at = 0; at < layout.element_bytes; at += 4) {
    const auto code = loaded<std::uint32_t>(bytes + at, layout.swapped);
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
    append_utf8(text, code);
    if (code != 0) size = text.size();
  }
  text.resize(size);
  return text;
}

/// Where the C-order element stands among the `count` that lie in Fortran order.
std::int64_t fortran_position(const std::vector<std::int64_t>& shape, std::int64_t count, std::int64_t element) {
  std::int64_t position = 0;
  std::int64_t stride = count;
  for (std::size_t d = shape.size(); d-- > 0;) {
    stride /= shape[d];
    position += element % shape[d] * stride;
    element /= shape[d];
  }
  return position;
}

/// Bytes of the number that says the header's length: two in format 1, four in 2 and 3.
std::size_t length_bytes(char version) { return version == 1 ? 2 : 4; }

}  // namespace

ByteSource bytes_of_file(const std::filesystem::path& path) {
  // zlib hands plain files through as they are.
  require_regular_file(path);
  gzFile opened = gzopen(path.c_str(), "rb");
  if (opened == nullptr) throw InputError(fmt::format("{}: cannot be read", path.string()));
  const std::shared_ptr<gzFile_s> file(opened, gzclose_r);
  return [file, path, limit = std::make_shared<UnpackedLimit>(path)](char* into, std::size_t count) {
    const int got = gzread(file.get(), into, static_cast<unsigned>(std::min(count, std::size_t{1} << 30)));
    int code = Z_OK;
    gzerror(file.get(), &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      throw InputError(
          fmt::format("{}: cannot be read further: {}", path.string(), unpacking_trouble(code, std::strerror(errno))));
    }
    limit->add(static_cast<std::uint64_t>(got));
    return static_cast<std::size_t>(got);
  };
}

NpyArray::NpyArray(ByteSource source, std::string name)
    : source_(std::move(source)), name_(std::move(name)), buffer_(npy_buffer_bytes) {
  read_header();
  check_type();
  check_size();
  if (count_ == 0) check_end();
}

void NpyArray::read_header() {
  if (!arrives(magic.size() + 2) || std::string_view(buffer_.data(), magic.size()) != magic)
    fail("no .npy array: it does not begin with \\x93NUMPY; write it with numpy.save or numpy.savez");
  const char version = buffer_[magic.size()];
  if (version < 1 || version > 3)
    fail(fmt::format("format {}.{} of .npy; 1.0, 2.0 and 3.0 are known", int{version}, int{buffer_[magic.size() + 1]}));
  begin_ = magic.size() + 2;
  std::array<char, 4> length{};
  if (!arrives(length_bytes(version))) fail("ends within its header; write or download it again");
  std::copy_n(buffer_.data() + begin_, length_bytes(version), length.data());
  begin_ += length_bytes(version);
  const std::size_t size = loaded<std::uint32_t>(length.data(), std::endian::native == std::endian::big);
  if (size > most_header) fail(fmt::format("a header of {} bytes; at most {} are read", size, most_header));
  if (!arrives(size)) fail("ends within its header; write or download it again");
  const std::string_view text(buffer_.data() + begin_, size);
  const std::optional<NpyLayout> layout = parse_header(text);
  if (!layout)
    fail(fmt::format("its header is no dict of 'descr', 'fortran_order' and 'shape': {:?}", text.substr(0, 100)));
  layout_ = *layout;
  begin_ += size;
}

void NpyArray::check_type() {
  if (holds_objects(layout_.type_name)) {
    fail(
        "an array of Python objects, which are not unpickled since that can run code; save numbers as "
        "x.astype('float32'), text as x.astype('U'), sequences of different lengths as an array each: "
        "numpy.savez(file, *sequences)");
  }
  if (!find_type(layout_)) {
    fail(fmt::format(
        "elements of type {}; f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1 and U are read: save x.astype('float32'), "
        "or text as x.astype('U')",
        layout_.type_name));
  }
}

void NpyArray::check_size() {
  if (layout_.shape.size() > most_dimensions)
    fail(fmt::format("{} dimensions; at most {} are read", layout_.shape.size(), most_dimensions));
  // An extent of 0 counts as 1, so that no product of some of the extents overflows either.
  auto room = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(layout_.element_bytes);
  for (const std::int64_t extent : layout_.shape) {
    room /= std::max<std::int64_t>(extent, 1);
    count_ *= room > 0 ? extent : 0;
  }
  if (room == 0) fail(fmt::format("shape {} of {} is too large", shape_text(layout_.shape), layout_.type_name));
}

/// Whether so many bytes stand in the buffer from `begin_` on, read where they don't yet. The buffer grows no faster
/// than bytes arrive: a header may claim anything.
bool NpyArray::arrives(std::size_t count) {
  if (end_ - begin_ >= count) return true;
  std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
  end_ -= begin_;
  begin_ = 0;
  while (end_ < count) {
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t got = source_(buffer_.data() + end_, buffer_.size() - end_);
    if (got == 0) return false;
    end_ += got;
  }
  return true;
}

const char* NpyArray::element() {
  const std::size_t bytes = layout_.element_bytes;
  const std::size_t all = bytes * static_cast<std::size_t>(count_);
  const std::size_t taken = bytes * static_cast<std::size_t>(position_);
  if (!arrives(layout_.fortran ? all : bytes)) {
    fail(fmt::format("cut short: shape {} of {} needs {} bytes, {} are there; write or download it again",
                     shape_text(layout_.shape), layout_.type_name, all, taken + end_ - begin_));
  }
  if (!layout_.fortran) return buffer_.data() + begin_;
  return buffer_.data() + begin_ + static_cast<std::size_t>(fortran_position(shape(), count_, position_)) * bytes;
}

void NpyArray::advance() {
  if (!layout_.fortran) begin_ += layout_.element_bytes;
  if (++position_ < count_) return;
  if (layout_.fortran) begin_ += layout_.element_bytes * static_cast<std::size_t>(count_);
  check_end();
}

/// Reads on even where nothing more is wanted: a zip checks its sum at the end alone.
void NpyArray::check_end() {
  if (arrives(1))
    fail(fmt::format("bytes follow the last element of shape {} of {}", shape_text(shape()), layout_.type_name));
}

template <class Use>
void NpyArray::each(std::int64_t count, Use use) {
  for (; count > 0; --count) {
    use(element());
    advance();
  }
}

/// The values that `use` gives, or a failure at the element where it gives none.
template <class Value, class Use>
std::vector<Value> NpyArray::collect(std::int64_t count, Use use) {
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(std::min(count, static_cast<std::int64_t>(npy_buffer_bytes))));
  each(count, [&](const char* bytes) { values.push_back(use(bytes)); });
  values.shrink_to_fit();
  return values;
}

std::vector<double> NpyArray::numbers(std::int64_t count) {
  refuse_text();
  return collect<double>(count, [&](const char* bytes) {
    return with_number(layout_, bytes, [](auto value) { return static_cast<double>(value); });
  });
}

std::vector<std::int64_t> NpyArray::integers(std::int64_t count) {
  refuse_text();
  return collect<std::int64_t>(count, [&](const char* bytes) {
    return with_number(layout_, bytes, [&](auto value) {
      const std::optional<std::int64_t> integer = as_integer(value);
      if (!integer) throw InputError(fmt::format("{}: {} is no whole number below 2^63", place(position_), value));
      return *integer;
    });
  });
}

std::vector<std::string> NpyArray::texts(std::int64_t count) {
  return collect<std::string>(count, [&](const char* bytes) {
    if (layout_.type == NpyType::text) {
      const std::optional<std::string> text = as_utf8(layout_, bytes);
      if (!text) throw InputError(fmt::format("{}: a character that is no Unicode", place(position_)));
      return *text;
    }
    return with_number(layout_, bytes, [&](auto value) {
      if (value != value) return std::string("NaN");
      const std::optional<std::string> digits = as_digits(value);
      if (!digits) throw InputError(fmt::format("{}: {} is neither text nor a whole number", place(position_), value));
      return *digits;
    });
  });
}

void NpyArray::skip(std::int64_t count) {
  each(count, [](const char*) {});
}

void NpyArray::refuse_text() const {
  if (layout_.type == NpyType::text) fail(fmt::format("text ({}); numbers are wanted", layout_.type_name));
}

std::string NpyArray::place(std::int64_t element) const {
  std::vector<std::int64_t> index(shape().size());
  for (std::size_t d = index.size(); d-- > 0;) {
    index[d] = element % shape()[d];
    element /= shape()[d];
  }
  return name_ + (index.empty() ? "" : shape_text(index));
}

void NpyArray::fail(const std::string& problem) const { throw InputError(fmt::format("{}: {}", name_, problem)); }

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ",")); }

}  // namespace gatewise
