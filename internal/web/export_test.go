package web

// Held is how many bytes and pages are kept.
func (s *Server) Held() (bytes, count int) { return s.pages.held() }
