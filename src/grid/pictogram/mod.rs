//! The catalogue of pictograms (看图记家门).
