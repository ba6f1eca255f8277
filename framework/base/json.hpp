// JSON as the project uses it: `Json` sorts its keys (canonical, for hashes and records), `OrderedJson` keeps the order
// written (reports).
#ifndef GATEWISE_BASE_JSON_HPP
#define GATEWISE_BASE_JSON_HPP

#include <nlohmann/json.hpp>

namespace gatewise {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

}  // namespace gatewise

#endif
