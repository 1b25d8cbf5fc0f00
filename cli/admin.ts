import { homeFolder } from '../runtime/paths';
import { openPlatform } from '../runtime/platform';
import { runAdmin } from './admin/run';
import { readAdminSettings } from './admin/settings';

// The image ships this program beside the API's and the worker's: it imports nothing but `admin/` of this folder.
const open = () =>
  openPlatform(readAdminSettings(process.env, homeFolder()), (files) => {
    for (const { file, findings } of files)
      for (const { line, column, code, message } of findings)
        console.error(`${file}:${line}:${column} ${code}: ${message}`);
  });
void runAdmin(process.argv.slice(2), { open, print: console.log, complain: console.error }).then((code) => {
  process.exitCode = code;
});
