/** Entry of every page: each behaviour finds its own `data-` attributes. A page with more adds its own module. */
import "./dialog.js";
import "./error_summary.js";
import "./keys.js";
import "./live.js";
import "./look.js";
import "./once.js";
import "./print.js";
