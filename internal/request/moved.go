package request

// Moved is emitted inside every act that puts down what happened to an
// application, and when one is submitted. It holds nothing of the applicant.
type Moved struct {
	Case, Body string
	Number     string    // 2026-YSQ-0131
	State      State     // where it stands now
	By         Act       // the step taken; "" when it was submitted
	Event      EventType // put down; "" for a step that puts none down
	Due        string    // 2026-12-18; "" while no term runs
	Client     string    // API client through which it came, "" for none
	External   string    // that client's own number
}
