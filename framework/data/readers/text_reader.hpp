#ifndef GATEWISE_DATA_READERS_TEXT_READER_HPP
#define GATEWISE_DATA_READERS_TEXT_READER_HPP

#include <filesystem>
#include <vector>

#include "data/description/description.hpp"
#include "data/readers/raw_dataset.hpp"

namespace gatewise {

/// The tokens of a text: code points, or what blanks part, where the rule says so with each ASCII punctuation mark
/// apart. Views into `text`.
std::vector<std::string_view> tokens_of(std::string_view text, const VocabularyRule& rule);

/// Format "text": a label, a tab (or a space), and a text in each line; a line is a sequence. Of a label such as
/// "DESC:manner" the rules may take the part before the colon. Throws InputError with file and line: no label, a text
/// without a token where the rules refuse that.
void read_text(const DatasetDescription& description, const std::vector<std::filesystem::path>& files, RawDataset& raw);

}  // namespace gatewise

#endif
