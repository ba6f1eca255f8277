#include "journal/recorded_sizes.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/json.hpp"

namespace gatewise {

SolvedSize size_of(const Record& record, const Architecture& architecture) {
  if (record.status == "ok") {
    SolvedSize size = record.result.get<SolvedSize>();
    if (size.architecture.id() != architecture.id())
      throw std::runtime_error(fmt::format("it is of '{}'", size.architecture.id()));
    return size;
  }
  SolvedSize none;
  none.architecture = architecture;
  none.trouble = record.message;
  return none;
}

std::vector<SolvedSize> read_sizes(const Suite& suite, const Journal& journal) {
  std::vector<SolvedSize> sizes;
  for (const Architecture& architecture : suite.architectures) {
    SolvedSize unknown;
    unknown.architecture = architecture;
    unknown.trouble = "its hidden size was not solved for; run the suite again to go on";
    const RecordHead* head = journal.newest("size", architecture.id());
    if (head != nullptr) {
      try {
        unknown = journal.checked(*head, [&] {
          const Record record = journal.read(*head);
          return record.determinants.at("rule") == Json(*suite.size_rule) ? size_of(record, architecture) : unknown;
        });
      } catch (const BadRecord& error) {
        unknown.trouble = error.what();
      }
    }
    sizes.push_back(unknown);
  }
  return sizes;
}

}  // namespace gatewise
