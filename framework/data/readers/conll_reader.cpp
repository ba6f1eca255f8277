#include "data/readers/conll_reader.hpp"

#include <fmt/format.h>

#include "data/readers/marks.hpp"
#include "data/readers/sequence_count.hpp"

namespace gatewise {
namespace {

std::vector<std::string_view> columns_of(const LineReader& file, char separator) {
  return separator == '\0' ? split_words(file.line()) : split_at(file.line(), separator);
}

/// A column from the front, or from the back where the index is negative.
std::string_view column_at(const LineReader& file, const std::vector<std::string_view>& columns, std::int64_t index) {
  const auto count = static_cast<std::int64_t>(columns.size());
  const std::int64_t place = index < 0 ? count + index : index;
  if (place < 0 || place >= count) file.fail(fmt::format("{} columns, there is none of index {}", count, index));
  return columns[static_cast<std::size_t>(place)];
}

/// Reads one file's sentences.
class Sentences {
 public:
  Sentences(const std::filesystem::path& path, const DatasetDescription& description, Sequences& into, RawDataset& raw)
      : file_(path, description.text, &raw.dataset.repairs),
        rules_(description.conll),
        repair_(description.text.repair),
        into_(into),
        raw_(raw) {}

  void read() {
    while (file_.next()) read_line();
  }

 private:
  bool is_comment() const { return !rules_.comment.empty() && file_.line().starts_with(rules_.comment); }

  void read_line() {
    if (is_comment()) return;
    if (is_blank(file_.line())) {
      within_ = false;
      return;
    }
    const std::vector<std::string_view> columns = columns_of(file_, rules_.separator);
    const std::string_view token = column_at(file_, columns, rules_.token);
    if (token.empty()) file_.fail(fmt::format("column {} is empty", rules_.token));
    if (token == rules_.skip) return;
    if (columns.size() < 2) file_.fail("one column; a token and its tag are two");
    if (!within_) {
      refuse_too_many_sequences(file_, into_);
      into_.emplace_back();
    }
    within_ = true;
    append(token, column_at(file_, columns, rules_.tag));
  }

  void append(std::string_view token, std::string_view tag) {
    Sequence& sentence = into_.back();
    sentence.length += 1;
    sentence.tokens.push_back(raw_.words.number_of(token));
    sentence.labels.push_back(label_number(
        tag, [&] { return file_.place(); }, repair_, raw_));
  }

  LineReader file_;
  const ConllColumns& rules_;
  const RepairRules& repair_;
  Sequences& into_;
  RawDataset& raw_;
  bool within_ = false;
};

}  // namespace

void read_conll(const DatasetDescription& description, const std::vector<std::filesystem::path>& files,
                RawDataset& raw) {
  for (std::size_t i = 0; i < files.size(); ++i)
    Sentences(files[i], description, sequences_of(raw, description.files[i].split), raw).read();
}

}  // namespace gatewise
