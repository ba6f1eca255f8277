// numpy's .npy: one array in a stream of bytes. The format's own document:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#ifndef GATEWISE_DATA_READERS_NPY_ARRAY_HPP
#define GATEWISE_DATA_READERS_NPY_ARRAY_HPP

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gatewise {

/// Writes the next bytes, at most `count` of them, and says how many; 0 at the end.
using ByteSource = std::function<std::size_t(char* into, std::size_t count)>;

/// The bytes of a file, plain or gz-compressed. Throws InputError with the path where it can't be read, and when its
/// compressed data turns out corrupt or cut short.
ByteSource bytes_of_file(const std::filesystem::path& path);

enum class NpyType { f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, text };

/// What an array's header says of its elements.
struct NpyLayout {
  std::string type_name;  ///< as numpy writes it, such as "<f4"
  NpyType type = NpyType::f4;
  std::size_t element_bytes = 4;  ///< at least 1
  bool swapped = false;           ///< in the other byte order than this machine's
  bool fortran = false;           ///< the first index runs fastest
  std::vector<std::int64_t> shape;
};

/// One array, whose elements are taken from front to back in C order: the last index runs fastest. Formats 1.0, 2.0 and
/// 3.0; floats of 4 and 8 bytes, integers, booleans and text ('U') in either byte order; at most 4 dimensions. Holds a
/// chunk of the bytes, or all of them where the array is in Fortran order, and never more than about twice as many as
/// have arrived, whatever the header claims.
///
/// All members throw InputError that begins with the array's name: objects, which would have to be unpickled, and other
/// types; a header that is none; sizes that overflow; data that is cut short, or that goes on behind the last element.
class NpyArray {
 public:
  /// Reads the header. `name` stands in errors: "file: array".
  NpyArray(ByteSource source, std::string name);

  const std::vector<std::int64_t>& shape() const { return layout_.shape; }
  const std::string& name() const { return name_; }

  /// The element that comes next, from 0.
  std::int64_t position() const { return position_; }

  /// Where an element stands: "file: array[12,3,0]".
  std::string place(std::int64_t element) const;

  /// The next `count` elements, no more than are left; integers beyond 2^53 are rounded. Refuses text.
  std::vector<double> numbers(std::int64_t count);

  /// The same as integers. Refuses text, and what is no whole number.
  std::vector<std::int64_t> integers(std::int64_t count);

  /// The same as text in UTF-8; a whole number in its digits (3.0 is "3"), a boolean as "0" or "1", not a number as
  /// "NaN". Refuses other
  /// numbers, and what is no Unicode.
  std::vector<std::string> texts(std::int64_t count);

  void skip(std::int64_t count);

  /// Throws InputError "file: array: problem".
  [[noreturn]] void fail(const std::string& problem) const;

 private:
  void read_header();
  void check_type();
  void check_size();
  void check_end();
  bool arrives(std::size_t count);
  const char* element();
  void advance();
  template <class Use>
  void each(std::int64_t count, Use use);
  template <class Value, class Use>
  std::vector<Value> collect(std::int64_t count, Use use);
  void refuse_text() const;

  ByteSource source_;
  std::string name_;
  NpyLayout layout_;
  std::int64_t count_ = 1;     // elements
  std::int64_t position_ = 0;  // in C order
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of what has arrived and is not taken yet; a Fortran array stays
};

/// "[3,4]".
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace gatewise

#endif
