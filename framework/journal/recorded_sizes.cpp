#include "journal/recorded_sizes.hpp"

#include "base/json.hpp"

namespace gatewise {

SolvedSize size_of(const Record& record, const Architecture& architecture) {
  if (record.status == "ok") return record.result.get<SolvedSize>();
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
      const Record record = journal.read(*head);
      if (record.determinants.at("rule") == Json(*suite.size_rule)) unknown = size_of(record, architecture);
    }
    sizes.push_back(unknown);
  }
  return sizes;
}

}  // namespace gatewise
