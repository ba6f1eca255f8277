#ifndef GATEWISE_DATA_READERS_NUMBERS_HPP
#define GATEWISE_DATA_READERS_NUMBERS_HPP

#include <optional>
#include <string_view>

#include "data/readers/line_reader.hpp"

namespace gatewise {

/// The number that the whole text is, infinities and NaN included; nothing where it is none.
std::optional<double> parse_number(std::string_view text);

/// The same of a text whose decimal mark is '.' or ','. Nothing where it holds the other one: 1.234 in a file of
/// decimal commas would be another number.
std::optional<double> parse_number(std::string_view text, char decimal);

/// What stands for a value that is missing: nothing, what the rules list as marks, a number that equals one of them,
/// and NaN or an infinity in any spelling.
bool is_missing(std::string_view text, const RepairRules& rules = {});

/// Whether a number stands for a missing one: it is not finite, or one of the rules' marks.
bool is_missing(double number, const RepairRules& rules);

/// Whether the number is finite and no larger than a float can be: features become floats, and squares of what is
/// larger leave a double.
bool fits_a_float(double number);

/// What is wrong with a number that does not fit: "is no finite number", "is larger than a float can be".
const char* number_fault(double number);

/// A field's number. NaN where it is missing and the rules have a remedy for that, which is counted. Throws InputError
/// "file:line: column 'load': 'text' is no finite number" otherwise; `column` may be empty.
///
/// A step regression's target that is missing asks nothing: under `asks_nothing` of the rules it is NaN, and counted.
double read_number(const LineReader& file, std::string_view text, const RepairRules& rules,
                   std::string_view column = {});

/// The rules for what a step is asked for: what is missing is kept as it is.
RepairRules asks_nothing(RepairRules rules);

}  // namespace gatewise

#endif
