// Working days as the npm package chinese-days has them: one line a day, «YYYY-MM-DD 0|1».
//
//     npm install chinese-days && node workdays.mjs > chinese-days.txt
//
// The package is looked for in the working directory, where xtask installs it.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { isWorkday, getHolidaysInRange } = require("chinese-days");

// Past its last year the package falls back to weekends; only years in which it names holidays are printed.
function covers(year) {
  return getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length > 0;
}

const DAY = 86_400_000;
for (let year = 2004; year <= 2100 && covers(year); year += 1) {
  const end = Date.UTC(year, 11, 31);
  for (let time = Date.UTC(year, 0, 1); time <= end; time += DAY) {
    const day = new Date(time).toISOString().slice(0, 10);
    console.log(`${day} ${isWorkday(day) ? 1 : 0}`);
  }
}
