// Declares the JSON types for headers that only name them; base/json.hpp defines them.
// `Json` sorts its keys (canonical, for hashes and records), `OrderedJson` keeps the order written (reports).
#ifndef GATEWISE_BASE_JSON_FWD_HPP
#define GATEWISE_BASE_JSON_FWD_HPP

#include <nlohmann/json_fwd.hpp>

namespace gatewise {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

}  // namespace gatewise

#endif
