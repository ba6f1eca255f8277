// Pages in headless Chromium: what it makes of a file, at a window's width.
#ifndef GATEWISE_TESTS_SUPPORT_CHROMIUM_HPP
#define GATEWISE_TESTS_SUPPORT_CHROMIUM_HPP

#include "support/program.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::tests {

inline bool has_chromium() { return run({{"sh", "-c", "command -v chromium"}, "/"}).exit_code == 0; }

struct Rendered {
  std::string markup;                ///< of the whole document, after its scripts ran
  std::vector<std::string> console;  ///< every line of the browser's console: there should be none
};

inline std::vector<std::string> console_lines(const std::string& log) {
  std::vector<std::string> found;
  for (const std::string& line : lines_of(log)) {
    if (line.find("CONSOLE") != std::string::npos) found.push_back(line);
  }
  return found;
}

/// What stands between the first `from` and the next `to`; a failure and "" where there is none.
inline std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  const std::size_t end = begin == std::string::npos ? begin : text.find(to, begin + from.size());
  if (end == std::string::npos) {
    ADD_FAILURE() << "no '" << from << "' with '" << to << "' after it";
    return "";
  }
  return text.substr(begin + from.size(), end - begin - from.size());
}

/// The page in a frame of this width: Chromium's own window is never narrower than 500 pixels. The frame's document
/// comes back as the hexadecimal digits of its UTF-8, which no serialisation changes. `script` acts on it before, as
/// `page`: what a reader would click.
inline Rendered rendered(const std::filesystem::path& page, int width, const std::string& script = "") {
  const TemporaryFolder folder;
  const std::string frame = R"(<!doctype html><meta charset="utf-8"><iframe style="border:0;height:900px;width:)" +
                            std::to_string(width) + R"(px" src="file://)" + page.string() +
                            R"("></iframe><pre></pre><script>onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  )" + script + R"(
  const markup = page.documentElement.outerHTML;
  document.querySelector("pre").textContent =
      Array.from(new TextEncoder().encode(markup), byte => byte.toString(16).padStart(2, "0")).join("");
};</script>)";
  write(folder / "frame.html", frame);
  const Outcome outcome =
      run({{"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--allow-file-access-from-files", "--enable-logging=stderr",
            "--user-data-dir=" + (folder / "profile").string(), "--virtual-time-budget=5000", "--window-size=1400,1000",
            "--dump-dom", "file://" + (folder / "frame.html").string()},
           folder.path(),
           {{"HOME", folder.path().string()}},
           120});
  Rendered result{"", console_lines(outcome.err)};
  const std::string digits = between(outcome.out, "<pre>", "</pre>");
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    result.markup += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return result;
}

/// What a reader reads: markup without scripts, styles and tags.
inline std::string visible_text(std::string markup) {
  for (const char* element : {"script", "style"}) {
    const std::string end = std::string("</") + element + ">";
    for (std::size_t at = 0; (at = markup.find(std::string("<") + element, at)) != std::string::npos;)
      markup.erase(at, markup.find(end, at) + end.size() - at);
  }
  std::string text;
  bool in_tag = false;
  for (const char c : markup) {
    if (c == '<') in_tag = true;
    if (!in_tag) text += c;
    if (c == '>') {
      in_tag = false;
      text += ' ';
    }
  }
  return text;
}

/// Every value of an attribute, in the order of the document.
inline std::vector<std::string> values_of(const std::string& markup, const std::string& attribute) {
  std::vector<std::string> values;
  const std::string from = " " + attribute + "=\"";
  for (std::size_t at = markup.find(from); at != std::string::npos; at = markup.find(from, at + 1)) {
    const std::size_t begin = at + from.size();
    values.push_back(markup.substr(begin, markup.find('"', begin) - begin));
  }
  return values;
}

}  // namespace gatewise::tests

#endif
