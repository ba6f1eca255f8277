#ifndef GATEWISE_DATA_SYNTHETIC_TASK_HPP
#define GATEWISE_DATA_SYNTHETIC_TASK_HPP

#include <cstdint>
#include <map>
#include <string>

namespace gatewise {

/// A task made from a seed, whose answer is known.
struct SyntheticTask {
  std::string kind = {};      ///< "adding", "copy", "recall"
  std::int64_t length = 100;  ///< T of the adding problem and of recall; blanks between symbols and answer for copy
  std::int64_t symbols = 8;   ///< different ones: copy, recall
  std::int64_t slots = 10;    ///< symbols to be copied
  std::map<std::string, std::int64_t> sequences{{"train", 4096}, {"validation", 512}, {"test", 1024}};
  std::uint64_t seed = 1;
};

}  // namespace gatewise

#endif
