// The page of a learner's rest break, as the service sends it.
import { showBreak } from "./break-page.js";

showBreak(JSON.parse(document.getElementById("mesur-boot").textContent));
