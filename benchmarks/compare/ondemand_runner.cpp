// A program that answers one query with simdjson's On-Demand front end, and times itself.
//
// keep_root comes from query.inc, which is written from the query when the benchmark runs. Commands come on
// standard input, one on each line: a number asks for so many passes and gets their nanoseconds; "answer" gets
// the length of the answer on a line, then the answer.
#include "simdjson.h"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

using namespace simdjson;

static inline void copy_token(ondemand::value value, std::string &out) {
    std::string_view token = value.raw_json_token();
    // A token reaches up to the next one.
    while (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t') {
        token.remove_suffix(1);
    }
    out.append(token);
}

#include "query.inc"

int main(int, char **arguments) {
    padded_string text = padded_string::load(arguments[1]);
    ondemand::parser parser;
    // Kept between passes, so that no pass pays for fresh pages.
    std::string out;
    out.reserve(text.size() + 64);
    for (std::string command; std::getline(std::cin, command);) {
        if (command == "answer") {
            out.clear();
            ondemand::document document = parser.iterate(text);
            keep_root(document.get_value(), out);
            std::printf("%zu\n", out.size());
            std::fwrite(out.data(), 1, out.size(), stdout);
        } else {
            auto start = std::chrono::steady_clock::now();
            for (long left = std::stol(command); left > 0; --left) {
                out.clear();
                ondemand::document document = parser.iterate(text);
                keep_root(document.get_value(), out);
            }
            auto spent = std::chrono::steady_clock::now() - start;
            std::printf("%lld\n", (long long)std::chrono::nanoseconds(spent).count());
        }
        std::fflush(stdout);
    }
}
