#include "data/readers/numpy_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "data/readers/marks.hpp"
#include "data/readers/npz_archive.hpp"
#include "data/readers/numbers.hpp"
#include "data/readers/padding.hpp"

namespace gatewise {
namespace {

using Shape = std::vector<std::int64_t>;

/// Opens an array when its turn has come.
using Opener = std::function<NpyArray()>;

/// Arrays that belong together: those of an archive, or of a split's .npy files. An opener is empty where there is
/// none.
struct ArraySet {
  std::string place;      ///< whose arrays they are, for errors
  std::vector<Opener> x;  ///< one, or each sequence's
  Opener y, lengths, groups;
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The digits that a name begins with, without leading zeros; taken off the name.
std::string_view take_number(std::string_view& name) {
  std::size_t end = 0;
  while (end < name.size() && is_digit(name[end])) ++end;
  std::string_view digits = name.substr(0, end);
  name.remove_prefix(end);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

/// Whether `a` stands before `b` where runs of digits count as numbers: x2 before x10.
bool naturally_before(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a;
  const std::string_view whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a[0]) && is_digit(b[0])) {
      const std::string_view left = take_number(a);
      const std::string_view right = take_number(b);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else {
      if (a[0] != b[0]) return a[0] < b[0];
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.empty() == b.empty() ? whole_a < whole_b : a.empty();
}

/// Names of the arrays that are a sequence each.
std::vector<std::string> sequence_names(const NpzArchive& archive, const ArrayNames& arrays) {
  std::vector<std::string> names;
  for (const std::string& name : archive.names()) {
    if (name != arrays.y && name != arrays.lengths && name != arrays.groups) names.push_back(name);
  }
  std::sort(names.begin(), names.end(), naturally_before);
  return names;
}

ArraySet archive_set(const DatasetDescription& description, const std::filesystem::path& path) {
  const auto archive = std::make_shared<const NpzArchive>(path);
  const ArrayNames& arrays = description.arrays;
  const auto opener = [&](const std::string& name) { return [archive, name] { return archive->open(name); }; };
  ArraySet set{path.string(), {}, {}, {}, {}};
  if (arrays.one_each) {
    for (const std::string& name : sequence_names(*archive, arrays)) set.x.emplace_back(opener(name));
  } else {
    set.x.emplace_back(opener(arrays.x));
  }
  set.y = opener(arrays.y);
  // A name that the description gives is wanted; the one that it has by itself need not be there.
  if (arrays.lengths != ArrayNames().lengths || archive->contains(arrays.lengths)) set.lengths = opener(arrays.lengths);
  if (!arrays.groups.empty()) set.groups = opener(arrays.groups);
  return set;
}

Opener file_opener(const std::filesystem::path& path, const std::string& role) {
  return [path, role] { return NpyArray(bytes_of_file(path), fmt::format("{}: {}", path.string(), role)); };
}

bool is_archive(const std::filesystem::path& path) { return path.extension() == ".npz"; }

/// Where the opener of a file's array stands; it is set already where the role was there before.
Opener& slot_of(const std::string& role, bool one_each, ArraySet& set) {
  if (role == "y") return set.y;
  if (role == "lengths") return set.lengths;
  if (role == "groups") return set.groups;
  if (one_each || set.x.empty()) set.x.emplace_back();
  return set.x.back();
}

void add_file(const std::filesystem::path& path, const std::string& role, bool one_each, ArraySet& set) {
  Opener& slot = slot_of(role, one_each, set);
  if (slot) {
    throw InputError(fmt::format(
        "{}: a second file of role '{}' in its split; join them, or write an .npz of each part", path.string(), role));
  }
  slot = file_opener(path, role);
}

/// The .npy files of a split; nothing where it has none.
std::optional<ArraySet> file_set(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                                 const std::string& split) {
  ArraySet set{fmt::format("{}: files of split '{}'", description.file.string(), split), {}, {}, {}, {}};
  bool any = false;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DataFile& file = description.files[i];
    if (file.split != split || is_archive(files[i])) continue;
    any = true;
    add_file(files[i], file.role.empty() ? "x" : file.role, description.arrays.one_each, set);
  }
  return any ? std::optional(set) : std::nullopt;
}

[[noreturn]] void refuse_shape(const NpyArray& array, const std::string& wanted) {
  array.fail(fmt::format("shape {}; wanted {}", shape_text(array.shape()), wanted));
}

/// I of an x that has so many extents before it.
std::int64_t features_of(const NpyArray& x, std::size_t before, const std::string& wanted) {
  const Shape& shape = x.shape();
  if (shape.size() == before) return 1;
  if (shape.size() != before + 1 || shape.back() == 0) refuse_shape(x, wanted);
  return shape.back();
}

NpyArray opened_with_shape(const Opener& opener, const Shape& wanted) {
  NpyArray array = opener();
  if (array.shape() != wanted) refuse_shape(array, shape_text(wanted));
  return array;
}

/// Sets a width that all files share, or compares it with that of the files before.
void agree(std::int64_t& known, std::int64_t width, const NpyArray& array, const char* what) {
  if (known == 0) known = width;
  if (known != width) array.fail(fmt::format("{} {}, the arrays before have {}", width, what, known));
}

/// Whether a value is missing; an array of floats has of a mark such as -99.9 what a float has of it.
bool is_missing_element(double value, const RepairRules& rules) {
  const auto is_float_of = [&](double mark) { return static_cast<double>(static_cast<float>(mark)) == value; };
  return !fits_a_float(value) || is_missing(value, rules) ||
         std::any_of(rules.missing_numbers.begin(), rules.missing_numbers.end(), is_float_of);
}

/// How much of an array is a sequence's: its steps, those that it takes with its padding, and their features.
struct Extent {
  std::int64_t length, most, width;
};

/// Reads the sequences of a set, all its arrays side by side.
class SetReader {
 public:
  SetReader(const DatasetDescription& description, const ArraySet& set, RawDataset& raw, Sequences& sequences)
      : description_(description), set_(set), raw_(raw), sequences_(sequences) {}

  void read() {
    if (set_.x.empty()) fail_missing("x");
    if (description_.arrays.one_each) return read_one_each();
    read_rows();
  }

 private:
  void read_rows();
  void read_one_each();
  void open_groups(std::int64_t count);
  void open_answers(const Shape& front);
  std::int64_t length_of(std::int64_t row, std::int64_t most);
  void read_sequence(NpyArray& x, const Extent& extent);
  void check_padding(const NpyArray& x, std::int64_t first, const Extent& extent, const std::vector<double>& values);
  bool read_group(Sequence& sequence);
  void leave_out(NpyArray& x, const Extent& extent);
  void read_answer(const Extent& extent, Sequence& sequence);
  std::vector<std::int32_t> labels(std::int64_t count);
  std::vector<double> finite(NpyArray& array, std::int64_t count, const RepairRules& rules);
  [[noreturn]] void fail_missing(const std::string& role) const;

  bool each_step() const { return answers_every_step(description_.task); }
  const RepairRules& rules() const { return description_.text.repair; }
  RepairRules target_rules() const {
    return description_.task == Task::step_regression ? asks_nothing(rules()) : rules();
  }

  const DatasetDescription& description_;
  const ArraySet& set_;
  RawDataset& raw_;
  Sequences& sequences_;
  std::optional<NpyArray> y_, lengths_, groups_;
  std::int64_t answers_ = 0;  // values of y for one sequence
};

void SetReader::fail_missing(const std::string& role) const {
  throw InputError(fmt::format("{}: no array '{}'; task {} needs one", set_.place, role, task_name(description_.task)));
}

void SetReader::read_rows() {
  constexpr auto wanted = "[N,T,I], or [N,T] for one feature, of at least one step";
  NpyArray x = set_.x.front()();
  const std::int64_t width = features_of(x, 2, wanted);
  const std::int64_t count = x.shape()[0];
  const std::int64_t most = x.shape()[1];
  if (count > 0 && most == 0) refuse_shape(x, wanted);
  if (set_.lengths) lengths_.emplace(opened_with_shape(set_.lengths, {count}));
  open_groups(count);
  open_answers(each_step() ? Shape{count, most} : Shape{count});
  for (std::int64_t row = 0; row < count; ++row)
    read_sequence(x, {lengths_ ? length_of(row, most) : most, most, width});
}

void SetReader::read_one_each() {
  if (each_step()) {
    throw InputError(
        fmt::format("{}: task {} asks at each step, which arrays.one_each has no y for; write x [N,T,I] "
                    "and lengths",
                    set_.place, task_name(description_.task)));
  }
  const auto count = static_cast<std::int64_t>(set_.x.size());
  open_groups(count);
  open_answers({count});
  for (const Opener& opener : set_.x) {
    NpyArray x = opener();
    const std::int64_t width = features_of(x, 1, "[T,I], or [T] for one feature");
    read_sequence(x, {x.shape()[0], x.shape()[0], width});
  }
}

void SetReader::open_groups(std::int64_t count) {
  if (set_.groups) groups_.emplace(opened_with_shape(set_.groups, {count}));
}

/// y has the shape `front`, behind which regression may have its K.
void SetReader::open_answers(const Shape& front) {
  if (description_.task == Task::forecasting) return;
  if (!set_.y) fail_missing("y");
  y_.emplace(set_.y());
  const Shape& shape = y_->shape();
  const bool numbers = answers_numbers(description_.task);
  const bool wide = numbers && shape.size() == front.size() + 1;
  const std::int64_t outputs = wide ? shape.back() : 1;
  Shape wanted = front;
  if (wide) wanted.push_back(outputs);
  if (shape != wanted || outputs == 0) {
    std::string wide_text = shape_text(front);
    wide_text.replace(wide_text.size() - 1, 1, ",K]");
    refuse_shape(*y_, shape_text(front) + (numbers ? " or " + wide_text : ""));
  }
  if (numbers) agree(raw_.dataset.outputs, outputs, *y_, "targets");
  answers_ = outputs * (front.size() == 2 ? front[1] : 1);
}

std::int64_t SetReader::length_of(std::int64_t row, std::int64_t most) {
  const std::int64_t length = lengths_->integers(1).front();
  if (length < 0 || length > most)
    throw InputError(fmt::format("{}: {} steps, but x has from 0 to {}", lengths_->place(row), length, most));
  return length;
}

void SetReader::read_sequence(NpyArray& x, const Extent& extent) {
  if (extent.length == 0) return leave_out(x, extent);
  agree(raw_.dataset.feature_count, extent.width, x, "features");
  Sequence sequence;
  sequence.length = extent.length;
  const std::int64_t first = x.position();
  sequence.values = finite(x, extent.length * extent.width, rules());
  if (!lengths_ && !description_.arrays.one_each) check_padding(x, first, extent, sequence.values);
  x.skip((extent.most - extent.length) * extent.width);
  read_answer(extent, sequence);
  if (read_group(sequence)) sequences_.push_back(std::move(sequence));
}

/// Where no array says the lengths, steps that hold nothing at a sequence's end are padding. Zeros and minus ones may
/// be values: several such steps are only told.
void SetReader::check_padding(const NpyArray& x, std::int64_t first, const Extent& extent,
                              const std::vector<double>& values) {
  const auto place = [&](std::int64_t steps) { return x.place(first + (extent.length - steps) * extent.width); };
  const std::int64_t missing = padded_steps(values, extent.width, std::numeric_limits<double>::quiet_NaN());
  if (missing > 0) {
    throw InputError(
        fmt::format("{}: the sequence ends in {} steps without a value, which is padding; add an array "
                    "'{}' of each sequence's steps",
                    place(missing), missing, description_.arrays.lengths));
  }
  for (const double pad : {0.0, -1.0}) {
    const std::int64_t steps = padded_steps(values, extent.width, pad);
    if (steps < 2 || steps == extent.length) continue;
    raw_.dataset.repairs.add(fmt::format("sequences that end in steps of {} alone: keep; if that is padding, add an "
                                         "array '{}'",
                                         pad, description_.arrays.lengths),
                             place(steps));
  }
}

/// False where no group is named.
bool SetReader::read_group(Sequence& sequence) {
  if (!groups_) return true;
  const std::int64_t row = groups_->position();
  sequence.group = groups_->texts(1).front();
  return has_group(
      sequence.group, [&] { return groups_->place(row); }, rules(), raw_.dataset.repairs);
}

void SetReader::leave_out(NpyArray& x, const Extent& extent) {
  const std::int64_t values = extent.most * extent.width;
  const std::string place = values == 0 ? x.name() : fmt::format("{}[{}]", x.name(), x.position() / values);
  if (rules().empty == Remedy::refuse)
    throw InputError(fmt::format("{}: a sequence without a step; [repair] empty = \"drop\" leaves it out", place));
  raw_.dataset.repairs.add("empty sequences: drop", place);
  x.skip(values);
  if (y_) y_->skip(answers_);
  if (groups_) groups_->skip(1);
}

void SetReader::read_answer(const Extent& extent, Sequence& sequence) {
  if (!y_) {  // forecasting
    sequence.targets.reserve(static_cast<std::size_t>(extent.length));
    for (std::int64_t step = 1; step <= extent.length; ++step)
      sequence.targets.push_back(sequence.values[static_cast<std::size_t>(step * extent.width - 1)]);
    return;
  }
  const std::int64_t count = each_step() ? answers_ / extent.most * extent.length : answers_;
  if (answers_numbers(description_.task)) {
    sequence.targets = finite(*y_, count, target_rules());
  } else {
    sequence.labels = labels(count);
  }
  y_->skip(answers_ - count);
}

std::vector<std::int32_t> SetReader::labels(std::int64_t count) {
  const std::int64_t first = y_->position();
  std::vector<std::int32_t> numbers;
  for (const std::string& name : y_->texts(count)) {
    const auto place = [&] { return y_->place(first + static_cast<std::int64_t>(numbers.size())); };
    numbers.push_back(label_number(name, place, rules(), raw_));
  }
  return numbers;
}

/// The next numbers, NaN where one is not finite and the rules have a remedy for that.
std::vector<double> SetReader::finite(NpyArray& array, std::int64_t count, const RepairRules& rules) {
  const std::int64_t first = array.position();
  std::vector<double> values = array.numbers(count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_missing_element(values[i], rules)) continue;
    const std::string place = array.place(first + static_cast<std::int64_t>(i));
    if (rules.missing == Remedy::refuse) {
      throw InputError(fmt::format("{}: '{}' {}; [repair] missing says what to do with such", place, values[i],
                                   number_fault(values[i])));
    }
    raw_.dataset.repairs.add(fmt::format("missing values: {}", remedy_name(rules.missing)), place);
    values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

}  // namespace

void read_numpy(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                RawDataset& raw) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!is_archive(files[i])) continue;
    const ArraySet set = archive_set(description, files[i]);
    SetReader(description, set, raw, sequences_of(raw, description.files[i].split)).read();
  }
  for (const char* split : {"", "train", "validation", "test"}) {
    const std::optional<ArraySet> set = file_set(description, files, split);
    if (set) SetReader(description, *set, raw, sequences_of(raw, split)).read();
  }
}

}  // namespace gatewise
