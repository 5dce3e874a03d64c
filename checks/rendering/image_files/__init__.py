"""Item 3.3: all images have a source or they are properly linked to external sites."""
