package interview

import "time"

// SetTypingEvery makes Typing be told more often than in life.
func SetTypingEvery(f *Forms, every time.Duration) { f.every = every }
