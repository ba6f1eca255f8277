#include "reports/json/fairness_json.hpp"

#include "base/json.hpp"

namespace gatewise {
namespace {

OrderedJson text_or_null(const std::string& text) { return text.empty() ? OrderedJson(nullptr) : OrderedJson(text); }

const char* unit_name(Unit unit) {
  if (unit == Unit::bytes) return "bytes";
  return unit == Unit::nanoseconds ? "ns" : "count";
}

OrderedJson size_json(const SizeRule& rule, const SolvedSize& size) {
  const bool solved = size.hidden > 0;
  return {{"architecture", size.solved().id()},
          {"family", size.architecture.family},
          {"hidden", solved ? OrderedJson(size.hidden) : OrderedJson(nullptr)},
          {"value", solved ? OrderedJson(size.value) : OrderedJson(nullptr)},
          {"share", solved ? OrderedJson(size.value / rule.max) : OrderedJson(nullptr)},
          {"next_hidden", size.next > 0 ? OrderedJson(size.next) : OrderedJson(nullptr)},
          {"next_value", size.next > 0 ? OrderedJson(size.next_value) : OrderedJson(nullptr)},
          {"backend", text_or_null(size.backend)},
          {"host", text_or_null(size.host)},
          {"tried", size.tried},
          {"trouble", text_or_null(size.trouble)}};
}

OrderedJson rate_json(const TriedRate& tried, bool is_chosen) {
  return {{"rate", tried.rate},
          {"status", tried.status},
          {"reason", text_or_null(tried.reason)},
          {"validation", tried.score ? OrderedJson(*tried.score) : OrderedJson(nullptr)},
          {"epochs", tried.epochs},
          {"seconds", tried.seconds},
          {"chosen", is_chosen}};
}

}  // namespace

OrderedJson sizes_json(const Suite& suite) {
  if (!suite.size_rule) return nullptr;
  const SizeRule& rule = *suite.size_rule;
  OrderedJson json{{"fit", rule.fit},
                   {"max", rule.max},
                   {"unit", unit_name(rule.unit())},
                   {"multiple", rule.multiple},
                   {"backend", text_or_null(rule.backend)},
                   {"rule", rule.text()},
                   {"solved", OrderedJson::array()}};
  for (const SolvedSize& size : suite.sizes) json["solved"].push_back(size_json(rule, size));
  return json;
}

OrderedJson tuning_json(const Architecture& architecture, const Evidence& evidence) {
  const auto found = evidence.tunings.find(architecture.id());
  const Tuning tuning = found == evidence.tunings.end() ? Tuning{} : found->second;
  OrderedJson rates = OrderedJson::array();
  for (std::size_t i = 0; i < tuning.rates.size(); ++i) rates.push_back(rate_json(tuning.rates[i], tuning.chosen == i));
  return {{"text", tuning.text()},
          {"learning_rates", rates},
          {"chosen", tuning.chosen ? OrderedJson(tuning.rates[*tuning.chosen].rate) : OrderedJson(nullptr)},
          {"at_edge", tuning.is_at_edge()},
          {"trainings", tuning.trainings()},
          {"epochs", tuning.epochs()},
          {"seconds", tuning.seconds()}};
}

}  // namespace gatewise
