// Holds scripts to the form that StyLua gives them: node format_scripts.js FILE… Files in .luau have tabs, those in .lua,
// which people also read in documents, two blanks. With --parse first, files are only read, each in its own dialect: types
// for editors, which are Luau or Lua 5.1, are made and have no form to keep.

"use strict";

const fs = require("node:fs");
const { CallParenType, Config, IndentType, LuaVersion, OutputVerification, formatCode } = require("@johnnymorganz/stylua");

function config(file, onlyParse) {
  const config = Config.new();
  config.syntax = onlyParse && file.endsWith(".lua") ? LuaVersion.Lua51 : LuaVersion.Luau;
  config.column_width = 120;
  config.call_parentheses = CallParenType.Input;
  config.indent_type = file.endsWith(".luau") ? IndentType.Tabs : IndentType.Spaces;
  config.indent_width = file.endsWith(".luau") ? 4 : 2;
  return config;
}

const onlyParse = process.argv[2] === "--parse";
let wrong = 0;
for (const file of process.argv.slice(onlyParse ? 3 : 2)) {
  const text = fs.readFileSync(file, "utf8");
  const formatted = formatCode(text, config(file, onlyParse), undefined, OutputVerification.Full);
  if (!onlyParse && formatted !== text) {
    const [is, should] = [text, formatted].map((lines) => lines.split("\n"));
    const line = should.findIndex((one, index) => one !== is[index]);
    console.log(`${file}:${line + 1}: should be ${JSON.stringify(should[line])}, is ${JSON.stringify(is[line])}`);
    wrong += 1;
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
